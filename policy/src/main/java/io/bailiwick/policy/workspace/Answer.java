package io.bailiwick.policy.workspace;

/** What a bounded search found. */
enum Answer {
    YES,
    NO,
    /** The bound was met first. */
    UNKNOWN;

    static Answer of(boolean yes) {
        return yes ? YES : NO;
    }
}
