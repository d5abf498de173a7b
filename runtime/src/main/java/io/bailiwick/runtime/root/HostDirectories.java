package io.bailiwick.runtime.root;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What directories of the host hold, remembered from one sandbox to the next for as long as they do
 * not change: most of what a start looks at is the system's own and the same each time.
 *
 * <p>Every change of a name in a directory, and of what the name stands for, changes the
 * directory's ctime (inode(7)), which nobody can set back. The kernel's clock for it has ticks of
 * some milliseconds, and another host's may be wrong: a directory that changed shortly before it
 * was listed, or in the future, is listed again. What the files themselves hold is not remembered.
 *
 * <p>Thread-safe.
 */
public final class HostDirectories {

    /** Longer than a tick, and than the difference between clocks of hosts that are in step. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    /** Directories that are remembered; more than starts of one capability look at. */
    private static final int CAPACITY = 1024;

    private final Clock clock;
    private final Map<Path, Listing> listings =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Path, Listing> eldest) {
                    return size() > CAPACITY;
                }
            };

    /**
     * @param clock what the host's ctimes are compared with
     */
    public HostDirectories(Clock clock) {
        this.clock = clock;
    }

    /** What a name stands for, links not followed. */
    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        OTHER,
        NOTHING
    }

    /** The directory itself and its last change. */
    private record Version(Object device, Object inode, FileTime changed) {}

    /** The names in a directory; what they stand for is found out when it is asked for. */
    static final class Listing {

        private final Path directory;
        private final Optional<Version> version;
        private final boolean readable;
        private final Set<String> names;
        private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

        private Listing(
                Path directory, Optional<Version> version, boolean readable, Set<String> names) {
            this.directory = directory;
            this.version = version;
            this.readable = readable;
            this.names = names;
        }

        static Listing nothing(Path directory) {
            return new Listing(directory, Optional.empty(), true, Set.of());
        }

        private static Listing unreadable(Path directory) {
            return new Listing(directory, Optional.empty(), false, Set.of());
        }

        /** In the order of the directory; none where it cannot be read. */
        Set<String> names() {
            return names;
        }

        /** Also for a name in a directory that may be searched and not read. */
        Kind kind(String name) {
            if (readable && !names.contains(name)) {
                return Kind.NOTHING;
            }
            return kinds.computeIfAbsent(name, n -> look(directory.resolve(n)));
        }

        /** Whether there is something of that name. */
        boolean holds(String name) {
            return readable ? names.contains(name) : kind(name) != Kind.NOTHING;
        }

        private static Kind look(Path entry) {
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(
                                entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isDirectory()) {
                    return Kind.DIRECTORY;
                }
                if (attributes.isSymbolicLink()) {
                    return Kind.LINK;
                }
                return attributes.isRegularFile() ? Kind.FILE : Kind.OTHER;
            } catch (IOException e) {
                return Kind.NOTHING;
            }
        }
    }

    /** Of what there is now, links followed. */
    Listing list(Path directory) {
        Version now;
        try {
            now = version(directory);
        } catch (NoSuchFileException e) {
            return Listing.nothing(directory);
        } catch (IOException e) {
            return Listing.unreadable(directory);
        }
        synchronized (listings) {
            Listing known = listings.get(directory);
            if (known != null && known.version.equals(Optional.of(now))) {
                return known;
            }
        }
        String[] names = new File(directory.toString()).list();
        if (names == null) {
            return Listing.unreadable(directory);
        }
        Listing listing =
                new Listing(
                        directory,
                        Optional.of(now),
                        true,
                        new LinkedHashSet<>(Arrays.asList(names)));
        Instant settled = clock.instant().minus(SETTLED);
        synchronized (listings) {
            if (now.changed().toInstant().isBefore(settled)) {
                listings.put(directory, listing);
            } else {
                listings.remove(directory);
            }
        }
        return listing;
    }

    /** Taken before the names are: what changes in between is another version. */
    private static Version version(Path directory) throws IOException {
        Map<String, Object> found = Files.readAttributes(directory, "unix:dev,ino,ctime");
        return new Version(
                found.getOrDefault("dev", ""),
                found.getOrDefault("ino", ""),
                (FileTime) found.getOrDefault("ctime", FileTime.fromMillis(0)));
    }
}
