package io.bailiwick.runtime;

import io.bailiwick.policy.EnvironmentFilter;
import io.bailiwick.policy.FilesystemRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PATH inside a sandbox: the caller's directories that exist and show there.
 *
 * <p>Version managers put scripts on PATH that start processes to find the real program (pyenv,
 * rbenv, nodenv and their like). Such a directory is replaced by the directory of the version that
 * it would choose, found as the manager itself finds it, so that nothing has to be forked inside.
 */
final class SearchPath {

    private static final List<String> ALWAYS =
            List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin");

    private static final int VERSION_FILE_MAX = 4096;

    /** Names that people type and that stock distributions spell otherwise. */
    private static final Map<String, List<String>> ALTERNATIVES =
            Map.of(
                    "python", List.of("python3"),
                    "python3", List.of("python"),
                    "pip", List.of("pip3"),
                    "node", List.of("nodejs"),
                    "nodejs", List.of("node"),
                    "vi", List.of("vim"),
                    "cc", List.of("gcc", "clang"),
                    "awk", List.of("gawk", "mawk"));

    private final List<String> directories;

    private SearchPath(List<String> directories) {
        this.directories = directories;
    }

    /**
     * @param workingDirectory where a version file may lie
     */
    static SearchPath of(
            Map<String, String> environment, FilesystemRules rules, Path workingDirectory) {
        List<String> candidates = new ArrayList<>();
        for (String entry : environment.getOrDefault("PATH", "").split(":")) {
            if (entry.startsWith("/")) {
                candidates.addAll(resolve(Path.of(entry), environment, workingDirectory));
            }
        }
        candidates.addAll(ALWAYS);
        String path = EnvironmentFilter.path(candidates, rules);
        List<String> existing = new ArrayList<>();
        for (String directory : path.split(":")) {
            if (Files.isDirectory(Path.of(directory))) {
                existing.add(directory);
            }
        }
        return new SearchPath(existing);
    }

    /** The value of PATH. */
    String value() {
        return String.join(":", directories);
    }

    /** A sentence for a program that is not found. */
    Optional<String> suggest(String program) {
        for (String other : ALTERNATIVES.getOrDefault(program, List.of())) {
            for (String directory : directories) {
                if (Files.isExecutable(Path.of(directory, other))) {
                    return Optional.of("did you mean " + other + "?");
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> resolve(
            Path entry, Map<String, String> environment, Path workingDirectory) {
        Path root = entry.getParent();
        if (!entry.endsWith("shims")
                || root == null
                || !Files.isDirectory(root.resolve("versions"))) {
            return List.of(entry.toString());
        }
        String name = root.getFileName().toString().replace(".", "");
        List<String> resolved = new ArrayList<>();
        for (String version : versions(root, name, environment, workingDirectory)) {
            Path bin = root.resolve("versions").resolve(version).resolve("bin").normalize();
            if (bin.startsWith(root) && Files.isDirectory(bin)) {
                resolved.add(bin.toString());
            }
        }
        return resolved;
    }

    /**
     * The order of pyenv-version-name(1): variable, file at or above the directory, global file.
     */
    private static List<String> versions(
            Path root, String manager, Map<String, String> environment, Path workingDirectory) {
        String variable =
                environment.getOrDefault(
                        manager.toUpperCase(java.util.Locale.ROOT) + "_VERSION", "");
        if (!variable.isBlank()) {
            return List.of(variable.split(":"));
        }
        String language = language(manager);
        for (Path at = workingDirectory; at != null; at = at.getParent()) {
            List<String> local = read(at.resolve("." + language + "-version"));
            if (!local.isEmpty()) {
                return local;
            }
        }
        return read(root.resolve("version"));
    }

    private static String language(String manager) {
        return switch (manager) {
            case "pyenv" -> "python";
            case "rbenv" -> "ruby";
            case "nodenv" -> "node";
            case "goenv" -> "go";
            case "plenv" -> "perl";
            case "phpenv" -> "php";
            default -> manager;
        };
    }

    private static List<String> read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > VERSION_FILE_MAX) {
                return List.of();
            }
            List<String> versions = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                String version = line.strip();
                if (!version.isEmpty() && !version.startsWith("#")) {
                    versions.add(version);
                }
            }
            return versions;
        } catch (IOException e) {
            return List.of();
        }
    }
}
