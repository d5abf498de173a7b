package io.bailiwick.plan;

/**
 * One thing that a host offers or lacks.
 *
 * @param available whether it is there
 * @param detail what is there (a mechanism, a version), or why it is not
 * @param remedy what to do when it is not there, with the command where there is one; empty
 *     otherwise
 */
public record Feature(boolean available, String detail, String remedy) {

    public Feature {
        if (!available && (detail.isBlank() || remedy.isBlank())) {
            throw new IllegalArgumentException("what is missing has a cause and a remedy");
        }
    }

    public static Feature present(String detail) {
        return new Feature(true, detail, "");
    }

    public static Feature missing(String cause, String remedy) {
        return new Feature(false, cause, remedy);
    }
}
