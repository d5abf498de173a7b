package io.bailiwick.linux.proc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /proc/PID/status}, as far as postures and limits need it.
 *
 * @param name the command name, at most 15 bytes, chosen by the process itself
 * @param state one letter: R S D T t Z X I
 * @param uids real, effective, saved, file system
 * @param gids likewise
 * @param nsPids the pid in each nested pid namespace, ours first
 * @param threads number of threads
 * @param residentBytes VmRSS; 0 for a zombie
 * @param peakResidentBytes VmHWM; 0 for a zombie
 * @param seccompFilters number of filters, or -1 before Linux 5.9
 */
public record ProcStatus(
        String name,
        char state,
        int tgid,
        int pid,
        int parent,
        List<Long> uids,
        List<Long> gids,
        List<Integer> nsPids,
        int threads,
        long residentBytes,
        long peakResidentBytes,
        Capabilities capabilities,
        boolean noNewPrivileges,
        int seccompMode,
        int seccompFilters) {

    public ProcStatus {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
        nsPids = List.copyOf(nsPids);
    }

    /** The five capability sets as bit masks. */
    public record Capabilities(
            long inheritable, long permitted, long effective, long bounding, long ambient) {
        /** Whether every set is empty. */
        public boolean none() {
            return (inheritable | permitted | effective | bounding | ambient) == 0;
        }
    }

    /** Reads the status of a process, e.g. from {@code /proc/self/status}. */
    public static ProcStatus read(Path file) throws IOException {
        return parse(ProcFile.read(file, ProcFile.SMALL));
    }

    /** Parses the text of a status file. */
    public static ProcStatus parse(String text) throws IOException {
        Map<String, String> fields = new HashMap<>(96);
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                end = text.length();
            }
            int colon = text.indexOf(':', start);
            if (colon >= 0 && colon < end) {
                fields.putIfAbsent(
                        text.substring(start, colon), text.substring(colon + 1, end).strip());
            }
            start = end + 1;
        }
        try {
            return of(fields);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException("malformed status of a process: " + e.getMessage(), e);
        }
    }

    private static ProcStatus of(Map<String, String> fields) throws IOException {
        int pid = Integer.parseInt(required(fields, "Pid"));
        List<Integer> nsPids = new ArrayList<>();
        for (long value : numbers(fields.getOrDefault("NSpid", Integer.toString(pid)))) {
            nsPids.add(Math.toIntExact(value));
        }
        return new ProcStatus(
                required(fields, "Name"),
                required(fields, "State").charAt(0),
                Integer.parseInt(required(fields, "Tgid")),
                pid,
                Integer.parseInt(required(fields, "PPid")),
                numbers(required(fields, "Uid")),
                numbers(required(fields, "Gid")),
                nsPids,
                Integer.parseInt(fields.getOrDefault("Threads", "1")),
                kibibytes(fields.getOrDefault("VmRSS", "0 kB")),
                kibibytes(fields.getOrDefault("VmHWM", "0 kB")),
                new Capabilities(
                        mask(fields, "CapInh"),
                        mask(fields, "CapPrm"),
                        mask(fields, "CapEff"),
                        mask(fields, "CapBnd"),
                        mask(fields, "CapAmb")),
                required(fields, "NoNewPrivs").equals("1"),
                Integer.parseInt(fields.getOrDefault("Seccomp", "0")),
                Integer.parseInt(fields.getOrDefault("Seccomp_filters", "-1")));
    }

    private static String required(Map<String, String> fields, String key) throws IOException {
        String value = fields.get(key);
        if (value == null || value.isEmpty()) {
            throw new IOException("status of a process lacks " + key);
        }
        return value;
    }

    private static long mask(Map<String, String> fields, String key) throws IOException {
        return Long.parseUnsignedLong(required(fields, key), 16);
    }

    private static long kibibytes(String value) {
        return Long.parseLong(value.substring(0, value.indexOf(' '))) * 1024;
    }

    private static List<Long> numbers(String value) {
        List<Long> numbers = new ArrayList<>(4);
        for (String part : value.split("\\s+")) {
            numbers.add(Long.parseLong(part));
        }
        return numbers;
    }
}
