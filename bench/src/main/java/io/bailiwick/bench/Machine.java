package io.bailiwick.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The class of a host, as it stands beside a result.
 *
 * @param processor the model's name
 * @param cores processors that this process may use
 * @param memoryBytes memory of the machine
 * @param kernel release of the kernel
 * @param java version of the virtual machine
 * @param load load average of the last minute when the run began
 */
record Machine(
        String processor, int cores, long memoryBytes, String kernel, String java, double load) {

    /** From where on the median no longer describes the machine. */
    private static final double QUIET = 1;

    static Machine read() throws IOException {
        return new Machine(
                field(Path.of("/proc/cpuinfo"), "model name", "unknown processor"),
                Runtime.getRuntime().availableProcessors(),
                memory(field(Path.of("/proc/meminfo"), "MemTotal", "0 kB")),
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
                Runtime.version().toString(),
                Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]));
    }

    private static String field(Path file, String name, String fallback) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name) && line.contains(":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(fallback);
        }
    }

    private static long memory(String kibibytes) {
        return Long.parseLong(kibibytes.split(" ", 2)[0]) * 1024;
    }

    boolean quiet() {
        return load <= QUIET;
    }

    /** The last columns of SPECIFICATION.md: what a result depends on, without this run's load. */
    String hostClass() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, %.0f GB, Linux %s, Java %s",
                processor,
                cores,
                memoryBytes / 1e9,
                kernel,
                java);
    }

    String line() {
        String line = String.format(Locale.ROOT, "%s; load %.2f", hostClass(), load);
        return quiet()
                ? line
                : line + "\nWARNING: the machine is busy; read the ratios, not the times";
    }
}
