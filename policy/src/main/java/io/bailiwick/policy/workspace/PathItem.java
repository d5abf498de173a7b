package io.bailiwick.policy.workspace;

/** A step of a pattern. */
sealed interface PathItem {
    /** Any number of names, also none: {@code **}. */
    record AnyDepth() implements PathItem {}

    /** One name. */
    record Name(Segment segment) implements PathItem {}
}
