package io.bailiwick.policy;

import java.util.List;

/** What the sandbox's root directory holds before any path is declared. */
public enum FilesystemRoot {
    /** Runtimes, tools, a sanitised {@code /etc}, and the working directory. */
    MINIMAL("minimal"),
    /** The host's whole tree, without what is hidden. */
    HOST("host");

    static final List<String> WORDS = List.of("minimal", "host");

    private final String word;

    FilesystemRoot(String word) {
        this.word = word;
    }

    /** The word that stands for it in a capability file. */
    public String word() {
        return word;
    }

    static FilesystemRoot of(String word) {
        return values()[WORDS.indexOf(word)];
    }

    @Override
    public String toString() {
        return word;
    }
}
