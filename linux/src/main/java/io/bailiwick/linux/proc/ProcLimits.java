package io.bailiwick.linux.proc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /proc/PID/limits}.
 *
 * @param limits by the kernel's own label, e.g. {@code "Max open files"}
 */
public record ProcLimits(Map<String, Limit> limits) {
    /**
     * Width of the label column, {@code "%-25s"} in the kernel, and of the two value columns,
     * {@code "%-20s "}.
     */
    private static final int LABEL = 26;

    private static final int VALUE = 21;

    public ProcLimits {
        limits = Map.copyOf(limits);
    }

    /**
     * A pair of limits in the resource's unit.
     *
     * @param soft {@link #UNLIMITED} for none
     */
    public record Limit(long soft, long hard) {
        public static final long UNLIMITED = Long.MAX_VALUE;
    }

    /** Reads the limits of a process. */
    public static ProcLimits read(Path file) throws IOException {
        return parse(ProcFile.read(file, ProcFile.SMALL));
    }

    /** Parses the table; its first line is a heading. */
    public static ProcLimits parse(String text) throws IOException {
        Map<String, Limit> limits = new HashMap<>();
        boolean heading = true;
        for (String line : text.lines().toList()) {
            if (!heading) {
                if (line.length() < LABEL + VALUE) {
                    throw new IOException("malformed limits of a process: " + line);
                }
                int hardEnd = Math.min(LABEL + 2 * VALUE, line.length());
                limits.put(
                        line.substring(0, LABEL).strip(),
                        new Limit(
                                value(line.substring(LABEL, LABEL + VALUE)),
                                value(line.substring(LABEL + VALUE, hardEnd))));
            }
            heading = false;
        }
        return new ProcLimits(limits);
    }

    private static long value(String cell) throws IOException {
        String value = cell.strip();
        if (value.equals("unlimited")) {
            return Limit.UNLIMITED;
        }
        try {
            return Long.parseUnsignedLong(value);
        } catch (NumberFormatException e) {
            throw new IOException("malformed limits of a process: " + cell, e);
        }
    }

    /** One limit by its label; empty if the kernel does not list it. */
    public Optional<Limit> limit(String label) {
        return Optional.ofNullable(limits.get(label));
    }
}
