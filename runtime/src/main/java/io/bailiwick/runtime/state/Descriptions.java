package io.bailiwick.runtime.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds sandboxes of any supervisor of this user by what the supervisors wrote about them. Changes
 * nothing and takes no lock. Thread-safe.
 */
public final class Descriptions {

    /** The longest id that is looked for; ours are UUIDs of 36 characters. */
    private static final int LONGEST_ID = 64;

    private static final int MOST_BYTES = 1 << 20;

    private final Directories directories;
    private final Path proc;

    public Descriptions(Directories directories) {
        this(directories, Path.of("/proc"));
    }

    Descriptions(Directories directories, Path proc) {
        this.directories = directories;
        this.proc = proc;
    }

    /**
     * What a supervisor says of one of its sandboxes.
     *
     * @param supervisor the supervisor's name
     * @param alive whether that supervisor lives; when it does not, its sandboxes do not either
     * @param values the keys that the supervisor wrote, in its order
     */
    public record Description(String supervisor, boolean alive, Map<String, Object> values) {
        public Description {
            values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        /** A number that the supervisor wrote. */
        public OptionalLong number(String key) {
            return values.get(key) instanceof Long number
                    ? OptionalLong.of(number)
                    : OptionalLong.empty();
        }

        /** The sandbox's control groups; empty when it has none. */
        public List<Path> controlGroups() {
            List<Path> groups = new ArrayList<>();
            if (values.get("control_groups") instanceof List<?> list) {
                for (Object entry : list) {
                    if (entry instanceof String path && path.startsWith("/")) {
                        groups.add(Path.of(path));
                    }
                }
            }
            return groups;
        }
    }

    /**
     * Looks for a sandbox.
     *
     * @param id untrusted; anything but letters, digits and hyphens is no id and found nowhere
     * @throws IOException when the directories or the description cannot be read
     */
    public Optional<Description> find(String id) throws IOException {
        if (!isId(id)) {
            return Optional.empty();
        }
        for (Path supervisor : supervisors()) {
            Optional<Description> found =
                    read(supervisor, supervisor.resolve(id + SupervisorDirectory.DESCRIPTION));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean isId(String id) {
        boolean valid = !id.isEmpty() && id.length() <= LONGEST_ID;
        for (int i = 0; valid && i < id.length(); i++) {
            char c = id.charAt(i);
            valid =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || (c == '-' && i > 0);
        }
        return valid;
    }

    private List<Path> supervisors() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(directories.run(), SupervisorDirectory.PREFIX + "*")) {
            entries.forEach(found::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return found;
    }

    private Optional<Description> read(Path supervisor, Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (bytes.length > MOST_BYTES) {
            throw new IOException(file + " has more than " + MOST_BYTES + " bytes");
        }
        Object value = JsonText.read(new String(bytes, StandardCharsets.UTF_8));
        if (!(value instanceof Map<?, ?> map)) {
            throw new IOException(file + " is not a description");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((key, entry) -> values.put(String.valueOf(key), entry));
        return Optional.of(
                new Description(
                        String.valueOf(supervisor.getFileName()),
                        locked(supervisor.resolve(SupervisorDirectory.LOCK), values),
                        values));
    }

    /**
     * Whether a process holds the supervisor's lock. Read from {@code /proc/locks}, proc(5),
     * because taking a lock to see whether it is free would disturb a supervisor that starts.
     */
    private boolean locked(Path lock, Map<String, Object> values) throws IOException {
        String inode;
        try {
            inode = String.valueOf(Files.getAttribute(lock, "unix:ino"));
        } catch (NoSuchFileException e) {
            return false;
        }
        for (String line : Files.readAllLines(proc.resolve("locks"))) {
            // 1: POSIX  ADVISORY  WRITE 1234 fe:00:5678 0 EOF
            String[] words = line.strip().split(" +");
            if (words.length > 5
                    && words[1].equals("POSIX")
                    && words[5].endsWith(":" + inode)
                    && heldBySupervisor(words[4], values)) {
                return true;
            }
        }
        return false;
    }

    /** A pid of 0 or less is that of a process in a pid namespace that we do not see. */
    private static boolean heldBySupervisor(String pid, Map<String, Object> values) {
        return pid.equals("0")
                || pid.startsWith("-")
                || pid.equals(String.valueOf(values.get("supervisor_pid")));
    }
}
