package io.bailiwick.linux.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * {@code /proc/PID/stat}, as far as sampling needs it.
 *
 * @param command the name between the parentheses; may hold spaces and parentheses itself
 * @param userTicks CPU time in user mode, in ticks of {@link #TICK_NANOS}
 * @param systemTicks CPU time in the kernel
 * @param childTicks user and system time of children that were waited for, and of theirs
 * @param startTicks start time since boot; with the pid it identifies a process
 * @param residentPages pages of {@link PageSize#bytes()}; shared pages count in every process
 */
public record ProcStat(
        int pid,
        String command,
        char state,
        int parent,
        int session,
        long userTicks,
        long systemTicks,
        long childTicks,
        int threads,
        long startTicks,
        long residentPages) {
    /** USER_HZ is 100 on every architecture that we have filters for. */
    public static final long TICK_NANOS = 10_000_000;

    private static final int FIELDS_AFTER_NAME = 22;

    /** Reads the stat file of a process. */
    public static ProcStat read(Path file) throws IOException {
        return parse(ProcFile.readBytes(file, ProcFile.SMALL));
    }

    /**
     * Parses the text. The name is everything from the first parenthesis to the last, because a
     * process chooses its own.
     *
     * @throws IOException if fields are missing or no numbers
     */
    public static ProcStat parse(byte[] text) throws IOException {
        int open = 0;
        while (open < text.length && text[open] != '(') {
            open++;
        }
        int close = text.length - 1;
        while (close > open && text[close] != ')') {
            close--;
        }
        if (open < 2 || close <= open || close + 4 > text.length) {
            throw new IOException("malformed stat of a process");
        }
        long[] fields = new long[FIELDS_AFTER_NAME];
        numbers(text, close + 4, fields);
        return new ProcStat(
                (int) number(text, 0, open - 1),
                new String(text, open + 1, close - open - 1, StandardCharsets.UTF_8),
                (char) text[close + 2],
                (int) fields[1],
                (int) fields[3],
                fields[11],
                fields[12],
                fields[13] + fields[14],
                (int) fields[17],
                fields[19],
                fields[21]);
    }

    /** Fills the numbers of fields 4 and following of proc(5), at index field - 3. */
    private static void numbers(byte[] text, int from, long[] fields) throws IOException {
        int at = from;
        for (int i = 1; i < fields.length; i++) {
            while (at < text.length && text[at] == ' ') {
                at++;
            }
            int start = at;
            while (at < text.length && text[at] != ' ' && text[at] != '\n') {
                at++;
            }
            fields[i] = number(text, start, at);
        }
    }

    private static long number(byte[] text, int from, int to) throws IOException {
        int at = from;
        boolean negative = at < to && text[at] == '-';
        if (negative) {
            at++;
        }
        if (at >= to || to - at > 20) {
            throw new IOException("malformed stat of a process");
        }
        long value = 0;
        for (; at < to; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                throw new IOException("malformed stat of a process");
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    /** CPU time of the process and of the children that it waited for, in nanoseconds. */
    public long cpuNanos() {
        return (userTicks + systemTicks + childTicks) * TICK_NANOS;
    }
}
