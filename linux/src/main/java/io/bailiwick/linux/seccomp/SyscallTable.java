package io.bailiwick.linux.seccomp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Names and numbers of one architecture's system calls, with the agent policy's verdict for each.
 * Immutable.
 *
 * <p>The data is {@code syscalls.tsv}. Loading is part of every start of the command line, so the
 * file is cut by index and not by regular expressions.
 */
public final class SyscallTable {
    private final List<Entry> entries;
    private final Map<String, Integer> numbers;

    /**
     * One call.
     *
     * @param base whether it belongs to the 263-call base list
     */
    record Entry(String name, int number, boolean base, SyscallRule rule) {}

    private SyscallTable(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.numbers = HashMap.newHashMap(entries.size());
        for (Entry entry : entries) {
            numbers.put(entry.name(), entry.number());
        }
    }

    /** Reads the table of an architecture. */
    public static SyscallTable load(SeccompArch arch) {
        String text;
        try (InputStream in = SyscallTable.class.getResourceAsStream("syscalls.tsv")) {
            if (in == null) {
                throw new IllegalStateException("syscalls.tsv is missing from the module");
            }
            text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Entry> entries = new ArrayList<>(400);
        String[] cells = new String[5];
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (text.charAt(start) != '#') {
                cut(text, start, end, cells);
                String number = cells[arch.column()];
                if (!number.equals("-")) {
                    entries.add(
                            new Entry(
                                    cells[0],
                                    Integer.parseInt(number),
                                    cells[3].equals("base"),
                                    SyscallRule.parse(cells[4])));
                }
            }
            start = end + 1;
        }
        return new SyscallTable(entries);
    }

    private static void cut(String text, int start, int end, String[] cells) {
        int from = start;
        for (int i = 0; i < cells.length; i++) {
            int tab = i == cells.length - 1 ? end : text.indexOf('\t', from);
            cells[i] = text.substring(from, tab);
            from = tab + 1;
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /** The number of a call; empty if this architecture does not have it. */
    public OptionalInt number(String name) {
        Integer number = numbers.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The name of a number, for reports; empty if the number is not assigned. */
    public Optional<String> name(int number) {
        for (Entry entry : entries) {
            if (entry.number() == number) {
                return Optional.of(entry.name());
            }
        }
        return Optional.empty();
    }

    /** Names of the base list that exist on this architecture; 263 on x86_64. */
    public List<String> base() {
        List<String> names = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.base()) {
                names.add(entry.name());
            }
        }
        return names;
    }
}
