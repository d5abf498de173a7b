package io.bailiwick.runtime.root;

import io.bailiwick.policy.paths.SystemTrees;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** Files that stand in for the host's own and say nothing about it. */
final class SyntheticFiles {

    static final String HOSTNAME = "sandbox";

    private static final int MEMORY_COLUMNS = 24;

    private SyntheticFiles() {}

    /** The content of a file of {@link SystemTrees#synthetic()}. */
    static String content(String path, RandomGenerator random) {
        return switch (path) {
            case "/etc/passwd" ->
                    """
                    root:x:0:0:root:/root:/usr/sbin/nologin
                    agent:x:1000:1000:agent:/home/agent:/bin/sh
                    nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
                    """;
            case "/etc/group" ->
                    """
                    root:x:0:
                    agent:x:1000:
                    nogroup:x:65534:
                    """;
            case "/etc/hosts" ->
                    """
                    127.0.0.1 localhost sandbox
                    ::1 localhost sandbox
                    """;
            case "/etc/hostname" -> HOSTNAME + "\n";
            // A resolver that refuses at once; the default would be 127.0.0.1 with retries.
            case "/etc/resolv.conf" ->
                    """
                    nameserver 127.0.0.1
                    options timeout:1 attempts:1
                    """;
            case "/etc/nsswitch.conf" ->
                    """
                    passwd: files
                    group: files
                    shadow: files
                    hosts: files dns
                    networks: files
                    protocols: files
                    services: files
                    ethers: files
                    rpc: files
                    """;
            case "/etc/machine-id" -> hex(random) + "\n";
            case "/etc/shells" -> "/bin/sh\n";
            default -> throw new IllegalArgumentException("no synthetic file: " + path);
        };
    }

    private static String hex(RandomGenerator random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * What of /proc tells about the host and could be read: each mask costs a mount, so that what
     * the kernel keeps from an ordinary user anyway gets none. Those that this kernel does not have
     * are passed over by the launcher, which alone sees the sandbox's own /proc.
     */
    static List<Operation> procMasks(long memoryBytes, RandomGenerator random) {
        List<Operation> masks = new ArrayList<>();
        for (String name :
                List.of(
                        "buddyinfo",
                        "cmdline",
                        "config.gz",
                        "diskstats",
                        "interrupts",
                        "iomem",
                        "kallsyms",
                        "key-users",
                        "keys",
                        "modules",
                        "partitions",
                        "schedstat",
                        "softirqs",
                        "swaps",
                        "version_signature",
                        "vmstat",
                        "zoneinfo")) {
            mask(masks, "/proc/" + name, "");
        }
        for (String name : List.of("bus", "fs", "irq", "pressure")) {
            masks.add(new Operation.Mask("/proc/" + name, true, ""));
        }
        mask(masks, "/proc/loadavg", "0.00 0.00 0.00 1/1 1\n");
        mask(masks, "/proc/uptime", "1.00 1.00\n");
        mask(masks, "/proc/meminfo", memory(memoryBytes));
        mask(masks, "/proc/stat", processors());
        mask(masks, "/proc/sys/kernel/random/boot_id", uuid(random) + "\n");
        return masks;
    }

    private static void mask(List<Operation> masks, String path, String content) {
        masks.add(new Operation.Mask(path, false, content));
    }

    /** The fields that runtimes size themselves by, with the sandbox's own limit. */
    private static String memory(long bytes) {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("MemTotal", "MemFree", "MemAvailable")) {
            memoryLine(text, name, bytes >> 10);
        }
        for (String name :
                List.of("Buffers", "Cached", "SwapCached", "Shmem", "SwapTotal", "SwapFree")) {
            memoryLine(text, name, 0);
        }
        return text.toString();
    }

    /** In columns, as the kernel writes them; a formatter costs a start several milliseconds. */
    private static void memoryLine(StringBuilder text, String name, long kib) {
        String number = Long.toString(kib);
        int blanks = Math.max(1, MEMORY_COLUMNS - name.length() - 1 - number.length());
        text.append(name).append(':').append(" ".repeat(blanks)).append(number).append(" kB\n");
    }

    private static String processors() {
        StringBuilder text = new StringBuilder("cpu  0 0 0 0 0 0 0 0 0 0\n");
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            text.append("cpu").append(i).append(" 0 0 0 0 0 0 0 0 0 0\n");
        }
        return text.append("btime 0\nprocesses 1\nprocs_running 1\nprocs_blocked 0\n").toString();
    }

    private static String uuid(RandomGenerator random) {
        return new java.util.UUID(random.nextLong(), random.nextLong()).toString();
    }
}
