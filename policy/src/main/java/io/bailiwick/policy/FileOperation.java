package io.bailiwick.policy;

/** What is done with a file. */
public enum FileOperation {
    /** Opening it for reading, listing it, executing it. */
    READ("read"),
    /** Opening it for writing, creating, renaming or removing it. */
    WRITE("write");

    private final String word;

    FileOperation(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
