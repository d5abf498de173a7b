package io.bailiwick.policy.workspace;

import java.util.Locale;

/** What an agent may do with a file or directory; each level includes those before it. */
public enum Permission {
    /** It does not exist, nor does what is in it. */
    NONE,
    /** It is listed and can be examined: name, size, times, mode; the target of a link. */
    VIEW,
    /** It can be opened for reading and executed. */
    READ,
    /** It can be changed, created and removed. */
    WRITE;

    /** Whether this level allows what another one asks for. */
    public boolean allows(Permission needed) {
        return compareTo(needed) >= 0;
    }

    /** The word that stands for it in a capability file: {@code none}, {@code view}, … */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
