package io.bailiwick.acceptance.escape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known before a run: attacks that stay possible, each for a stated reason, and attacks
 * that the reference kernel cannot be tempted with. Anything else that differs is a failure.
 */
final class Expectations {

    /** Attacks that work in a sandbox of the default tier and are documented as such. */
    static final Map<String, String> RESIDUE =
            Map.of(
                    "FS-18/hook",
                    "a written-through directory has no rules beneath it; a workspace view has",
                    "FS-31/mountinfo",
                    "a written-through directory is a bind mount, and mountinfo names its source",
                    "RES-07/workspace",
                    "a written-through directory is measured and marked; no quota binds a user");

    /** As {@link #RESIDUE}, where memory is sampled and not held by a control group. */
    static final Map<String, String> RESIDUE_WHEN_SAMPLED =
            Map.of(
                    "RES-05/memfd",
                    "pages behind an unmapped descriptor belong to no process's resident memory");

    private static final String NO_SUCH_FILE = "the reference kernel has no such file";
    private static final String NO_SUCH_DEVICE =
            "the reference machine has no such device; FS-28/other finds any other";
    private static final String NO_SUCH_CALL = "not built into the reference kernel; simulated";
    private static final String NO_SUCH_FAMILY = NO_SUCH_CALL;
    private static final String NO_SUCH_NUMBER = "no kernel answers to this number; simulated";

    /** Attacks that work nowhere on the reference kernel, and why. */
    static final Map<String, String> NOT_EXERCISABLE = notExercisable();

    private Expectations() {}

    private static Map<String, String> notExercisable() {
        Map<String, String> reasons = new LinkedHashMap<>();
        put(
                reasons,
                NO_SUCH_FILE,
                "FS-26/sysrq",
                "FS-26/binfmt",
                "FS-26/uevent-helper",
                "FS-26/modprobe",
                "FS-27/kcore",
                "FS-27/sched-debug",
                "FS-27/debugfs",
                "FS-27/tracefs",
                "FS-27/boot",
                "FS-27/modules",
                "FS-27/dmi");
        put(
                reasons,
                NO_SUCH_DEVICE,
                "FS-28/mem",
                "FS-28/vhost-net",
                "FS-28/vhost-vsock",
                "FS-28/dri",
                "FS-28/snd",
                "FS-28/input",
                "FS-28/port");
        put(
                reasons,
                NO_SUCH_CALL,
                "SYS-13/set_thread_area",
                "SYS-13/iopl",
                "SYS-13/ioperm",
                "SYS-13/cpuid",
                "SYS-23/kexec_load",
                "SYS-23/kexec_file_load",
                "SYS-23/init_module",
                "SYS-23/finit_module",
                "SYS-23/delete_module",
                "SYS-23/lookup_dcookie",
                "SYS-23/nfsservctl");
        put(
                reasons,
                NO_SUCH_FAMILY,
                "SYS-19/alg",
                "SYS-21/sctp",
                "SYS-21/dccp",
                "SYS-21/l2tp",
                "SYS-21/key",
                "SYS-21/can",
                "SYS-21/bluetooth",
                "SYS-21/rxrpc",
                "SYS-21/tipc",
                "SYS-21/smc");
        put(reasons, "ping_group_range names no group here; simulated", "SYS-21/icmp");
        put(
                reasons,
                NO_SUCH_NUMBER,
                "SYS-16/minus-one",
                "SYS-16/1024",
                "SYS-16/2-31",
                "SYS-16/x32",
                "SYS-16/x32-io_uring",
                "SYS-16/dirty-x32",
                "SYS-27/unknown");
        put(
                reasons,
                "root of the reference machine lacks CAP_SYS_RESOURCE",
                "RES-21/raise",
                "SYS-28/io-flusher");
        put(reasons, "the kernel itself takes no foreign thread", "PROC-13/timer");
        put(reasons, "no huge pages are set aside here", "SYS-11/huge-pages");
        put(reasons, "no hyper-threads here", "PROC-15/core-scheduling");
        put(reasons, "the vector holds addresses and no text", "ENV-01/auxv");
        put(reasons, "a name has 15 characters, too few for the canary", "ENV-02/name");
        return Map.copyOf(reasons);
    }

    private static void put(Map<String, String> reasons, String reason, String... ids) {
        List.of(ids).forEach(id -> reasons.put(id, reason));
    }
}
