package io.bailiwick.linux.cgroup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What detection asks of a group's directory. */
interface Access {
    /** Whether groups may be made in it and processes moved through it. */
    boolean writable(Path group);

    /**
     * Whether the service manager marked it as handed over (systemd 251 sets {@code
     * user.delegate}).
     */
    boolean delegated(Path group);

    /**
     * The root of all groups, exempt from the rule of no internal processes; it alone lacks {@code
     * cgroup.type}.
     */
    boolean isTrueRoot(Path group);

    List<String> controllers(Path group);

    List<String> subtreeControl(Path group);

    /** Whether every process in it is this one or a descendant; true of an empty group. */
    boolean onlyOurProcesses(Path group);

    static Access ofFileSystem() {
        return new FileSystemAccess();
    }

    /** The real thing; what cannot be read counts as absent. */
    final class FileSystemAccess implements Access {
        @Override
        public boolean writable(Path group) {
            return Files.isDirectory(group)
                    && Files.isWritable(group)
                    && Files.isWritable(group.resolve("cgroup.procs"));
        }

        @Override
        public boolean delegated(Path group) {
            UserDefinedFileAttributeView view =
                    Files.getFileAttributeView(group, UserDefinedFileAttributeView.class);
            if (view == null) {
                return false;
            }
            ByteBuffer value = ByteBuffer.allocate(8);
            try {
                view.read("delegate", value);
            } catch (IOException | IllegalArgumentException e) {
                return false;
            }
            return new String(value.array(), 0, value.position(), StandardCharsets.US_ASCII)
                    .equals("1");
        }

        @Override
        public boolean isTrueRoot(Path group) {
            return !Files.exists(group.resolve("cgroup.type"));
        }

        @Override
        public List<String> controllers(Path group) {
            return words(group.resolve("cgroup.controllers"));
        }

        @Override
        public List<String> subtreeControl(Path group) {
            return words(group.resolve("cgroup.subtree_control"));
        }

        private static List<String> words(Path file) {
            try {
                return List.of(CgroupFiles.read(file).split(" "));
            } catch (IOException e) {
                return List.of();
            }
        }

        @Override
        public boolean onlyOurProcesses(Path group) {
            try {
                return ownProcesses().containsAll(CgroupFiles.pids(group));
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** This process and its descendants. */
    static Set<Long> ownProcesses() {
        Set<Long> own = new TreeSet<>();
        own.add(ProcessHandle.current().pid());
        ProcessHandle.current().descendants().forEach(process -> own.add(process.pid()));
        return own;
    }
}
