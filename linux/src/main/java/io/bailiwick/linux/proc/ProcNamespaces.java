package io.bailiwick.linux.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The namespaces of a process, from the links in {@code /proc/PID/ns}.
 *
 * @param inodes by the link's name, e.g. {@code mnt}; two processes share a namespace when the
 *     numbers are equal
 */
public record ProcNamespaces(Map<String, Long> inodes) {
    public ProcNamespaces {
        inodes = Map.copyOf(inodes);
    }

    /**
     * Reads the links, by name: a directory of a process that is not dumpable cannot be listed by
     * its own user, its links can be read all the same.
     *
     * @throws IOException if the caller may not inspect the process, or it is gone
     */
    public static ProcNamespaces read(Path directory) throws IOException {
        Map<String, Long> inodes = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            try {
                Path link = directory.resolve(kind.link());
                inodes.put(kind.link(), inode(Files.readSymbolicLink(link).toString()));
            } catch (NoSuchFileException e) {
                if (kind == Kind.USER) {
                    throw e;
                }
                // This kernel has no such kind.
            }
        }
        return new ProcNamespaces(inodes);
    }

    /** Parses a link such as {@code net:[4026531840]}. */
    static long inode(String link) throws IOException {
        int open = link.indexOf(":[");
        if (open < 0 || !link.endsWith("]")) {
            throw new IOException("malformed namespace link: " + link);
        }
        try {
            return Long.parseLong(link.substring(open + 2, link.length() - 1));
        } catch (NumberFormatException e) {
            throw new IOException("malformed namespace link: " + link, e);
        }
    }

    /** The inode of one namespace; empty if the kernel does not have that kind. */
    public OptionalLong inode(Kind kind) {
        Long inode = inodes.get(kind.link());
        return inode == null ? OptionalLong.empty() : OptionalLong.of(inode);
    }

    /** Kinds of namespaces. */
    public enum Kind {
        CGROUP,
        IPC,
        MNT,
        NET,
        PID,
        TIME,
        USER,
        UTS;

        String link() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
