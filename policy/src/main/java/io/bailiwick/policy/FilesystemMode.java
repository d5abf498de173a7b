package io.bailiwick.policy;

import java.util.List;

/** How much of the host's files the agent can reach. */
public enum FilesystemMode {
    /** Everything in the sandbox's root can be read, nothing of the host can be written. */
    READ_ONLY("read_only"),
    /** As {@link #READ_ONLY}, and the writable paths are written through to the host. */
    READ_WRITE("read_write"),
    /** The language runtimes and an empty private working directory, nothing else. */
    NONE("none");

    static final List<String> WORDS = List.of("read_only", "read_write", "none");

    private final String word;

    FilesystemMode(String word) {
        this.word = word;
    }

    /** The word that stands for it in a capability file. */
    public String word() {
        return word;
    }

    static FilesystemMode of(String word) {
        return values()[WORDS.indexOf(word)];
    }

    @Override
    public String toString() {
        return word;
    }
}
