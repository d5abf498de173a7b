package io.bailiwick.policy;

/** What the agent can do with a tree. */
public enum Access {
    /** It does not exist. */
    NONE,
    /** It can be read. */
    READ,
    /** It can be read, and what is written goes to the host. */
    WRITE,
    /** It can be read, and what is written goes to a private layer that ends with the sandbox. */
    LAYER,
    /** It is private, writable, and empty at the start; nothing of the host is in it. */
    SCRATCH;

    /** Whether the operation succeeds, wherever a write may go. */
    public boolean allows(FileOperation operation) {
        return switch (operation) {
            case READ -> this != NONE;
            case WRITE -> this == WRITE || this == LAYER || this == SCRATCH;
        };
    }
}
