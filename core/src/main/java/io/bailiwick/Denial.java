package io.bailiwick;

/**
 * Something that a command tried and was not allowed to do.
 *
 * @param subject what it was tried on: a path, a host and port, the name of a system call; empty
 *     where there is nothing to name
 * @param rule the rule that forbids it, as the capability file words it
 * @param help what would allow it
 * @param count how often it was tried; at least 1
 */
public record Denial(Kind kind, String subject, String rule, String help, long count) {

    public Denial {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: " + count);
        }
    }

    /** What was tried. */
    public enum Kind {
        READ("read"),
        WRITE("write"),
        SPAWN("spawn a process"),
        CONNECT("connect"),
        SYSTEM_CALL("system call");

        private final String operation;

        Kind(String operation) {
            this.operation = operation;
        }

        /** The operation in words. */
        public String operation() {
            return operation;
        }
    }
}
