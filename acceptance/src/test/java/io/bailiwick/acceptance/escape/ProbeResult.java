package io.bailiwick.acceptance.escape;

/** What one attempt showed. */
record ProbeResult(String id, Result result, int errno, String detail) {
    enum Result {
        OPEN,
        BLOCKED,
        NOT_EXERCISABLE
    }

    boolean open() {
        return result == Result.OPEN;
    }

    @Override
    public String toString() {
        return id + " " + result + ": " + detail;
    }
}
