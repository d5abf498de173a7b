package io.bailiwick.acceptance.escape;

import java.util.List;
import java.util.Optional;

/**
 * One row of the probe's table.
 *
 * @param id the catalogue's id and a variant, such as {@code SYS-04/mount}
 * @param attack whether it must fail in a sandbox; else it must work there
 * @param call the one system call on which it hinges
 */
record ProbeCase(String id, String title, boolean attack, Optional<Call> call) {

    /** A system call as the probe makes it; the name tells a foreign calling convention. */
    record Call(String name, long number, List<Long> arguments) {
        Call {
            arguments = List.copyOf(arguments);
        }
    }
}
