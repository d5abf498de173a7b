package io.bailiwick.runtime.exec;

import io.bailiwick.runtime.guardian.Errno;
import java.io.IOException;

/** init could not lock itself down and has ended. */
public final class LockdownFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    /** The first of {@code enum lockdown_failure} in init.h. */
    private static final int FIRST = 80;

    LockdownFailedException(int step, int errno) {
        super("init could not set up its " + name(step) + ": " + Errno.describe(errno));
    }

    private static String name(int step) {
        return switch (step - FIRST) {
            case 0 -> "descriptors";
            case 1 -> "keyring";
            case 2 -> "session";
            case 3 -> "limits";
            case 4 -> "capabilities";
            case 5 -> "no_new_privs";
            case 6 -> "Landlock rules";
            case 7 -> "system call filters";
            case 8 -> "channel";
            case 9 -> "dumpable state";
            default -> "step " + step;
        };
    }
}
