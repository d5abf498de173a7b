package io.bailiwick.files.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.files.names.ByteName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules against those of the installed git, in trees and with patterns made at random. {@code
 * -Dbailiwick.ignore.rounds} says how many trees.
 */
class IgnoreDifferentialTest {

    private static final int ROUNDS = Integer.getInteger("bailiwick.ignore.rounds", 60);
    private static final String[] NAMES = {
        "a", "b", "ab", "abc", "a.o", "B", "a b", "a ", "!a", "#a", "a*b", "[a]", "a\\", "-", "1",
        "\u00e9", "]", "a-b", "foo"
    };
    private static final String[] PIECES = {
        "a",
        "b",
        "ab",
        "abc",
        "*",
        "**",
        "***",
        "?",
        "/",
        "/",
        "[ab]",
        "[!a]",
        "[^b]",
        "[a-c]",
        "[]a]",
        "[",
        "]",
        "\\",
        "\\*",
        "\\\\",
        "\\ ",
        " ",
        ".o",
        "foo",
        "[[:alpha:]]",
        "[[:space:]]",
        "[![:digit:]]",
        "[[:nope:]]",
        "[a-",
        "-",
        "[--1]",
        "\u00e9",
        "#",
        "!",
        "[\\]]",
        "\\/",
        "\t",
        "[a/b]",
        "[[:",
        "[[:alpha]"
    };

    @TempDir private Path temporary;

    private final Map<String, Boolean> entries = new TreeMap<>();
    private final Map<String, String> rules = new HashMap<>();

    @Test
    void everyPathIsDecidedByTheRuleThatGitNames() throws Exception {
        long seed = Long.getLong("bailiwick.seed", new Random().nextLong());
        Random random = new Random(seed);
        int decided = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path root = grow(random, round, IgnoreStack.GITIGNORE);
            Map<String, String> expected = checkIgnore(root);
            Map<String, String> actual = new TreeMap<>();
            walk(root, "", IgnoreStack.empty(), false, actual);
            expected.keySet().retainAll(actual.keySet());

            assertThat(actual)
                    .as("seed " + seed + ", round " + round + ", rules " + rules)
                    .isEqualTo(expected);
            decided += (int) actual.values().stream().filter(rule -> !rule.isEmpty()).count();
        }
        assertThat(decided).as("paths that a rule decided").isGreaterThan(ROUNDS);
    }

    @Test
    void whatIsLeftIsWhatGitLists() throws Exception {
        long seed = Long.getLong("bailiwick.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            boolean own = random.nextBoolean();
            String file = own ? IgnoreStack.SANDBOXIGNORE : IgnoreStack.GITIGNORE;
            Path root = grow(random, round, file);
            String listed =
                    git(root, "", "ls-files", "-z", "--others", "--exclude-per-directory=" + file);
            TreeSet<String> expected = new TreeSet<>(List.of(listed.split("\0")));
            expected.remove("");
            TreeSet<String> actual = new TreeSet<>();
            Map<String, String> verdicts = new TreeMap<>();
            for (String left : walk(root, "", IgnoreStack.empty(), true, verdicts)) {
                actual.add(left);
            }

            assertThat(actual)
                    .as("seed " + seed + ", round " + round + ", rules " + rules)
                    .isEqualTo(expected);
        }
    }

    private Path grow(Random random, int round, String file) throws Exception {
        Path root = Files.createDirectory(temporary.resolve("t" + round));
        git(root, "", "init", "-q");
        entries.clear();
        rules.clear();
        grow(root, "", random, 0, file);
        return root;
    }

    private void grow(Path root, String name, Random random, int depth, String file)
            throws IOException {
        if (random.nextInt(depth + 1) < 2) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                text.append(rule(random)).append(random.nextInt(8) == 0 ? "\r\n" : "\n");
            }
            if (random.nextInt(5) == 0) {
                text.setLength(text.length() - 1);
            }
            rules.put(name, text.toString());
            Files.write(path(root, child(name, file)), ByteName.bytes(text.toString()));
        }
        for (int i = random.nextInt(6) + 1; i > 0; i--) {
            String last = NAMES[random.nextInt(NAMES.length)];
            String child = child(name, last);
            if (entries.containsKey(child)) {
                continue;
            }
            boolean directory = depth < 4 && random.nextInt(5) < 3;
            entries.put(child, directory);
            if (directory) {
                Files.createDirectory(path(root, child));
                grow(root, child, random, depth + 1, file);
            } else {
                Files.write(path(root, child), new byte[0]);
            }
        }
    }

    private static String rule(Random random) {
        StringBuilder rule = new StringBuilder(random.nextInt(4) == 0 ? "!" : "");
        for (int i = random.nextInt(5); i >= 0; i--) {
            rule.append(
                    random.nextInt(3) == 0
                            ? NAMES[random.nextInt(NAMES.length)]
                            : PIECES[random.nextInt(PIECES.length)]);
        }
        return rule + (random.nextInt(5) == 0 ? "/" : "");
    }

    /** Of each path: the deciding rule. Stops at what is ignored, as git does. */
    private List<String> walk(
            Path root,
            String name,
            IgnoreStack above,
            boolean filesOnly,
            Map<String, String> verdicts)
            throws IOException {
        IgnoreStack rulesHere =
                above.enter(
                        name,
                        read(root, child(name, IgnoreStack.GITIGNORE)),
                        read(root, child(name, IgnoreStack.SANDBOXIGNORE)),
                        false);
        List<String> left = new ArrayList<>();
        for (String file : List.of(IgnoreStack.GITIGNORE, IgnoreStack.SANDBOXIGNORE)) {
            if (filesOnly && Files.exists(path(root, child(name, file)))) {
                boolean ignored =
                        rulesHere
                                .decide(child(name, file), false)
                                .map(IgnoreVerdict::ignored)
                                .orElse(false);
                if (!ignored) {
                    left.add(child(name, file));
                }
            }
        }
        for (Map.Entry<String, Boolean> entry : entries.entrySet()) {
            String child = entry.getKey();
            int slash = child.lastIndexOf('/');
            if (!(slash < 0 ? "" : child.substring(0, slash)).equals(name)) {
                continue;
            }
            var verdict = rulesHere.decide(child, entry.getValue());
            verdicts.put(child, verdict.map(rule -> rule.file() + ":" + rule.line()).orElse(""));
            if (verdict.map(IgnoreVerdict::ignored).orElse(false)) {
                continue;
            }
            if (entry.getValue()) {
                left.addAll(walk(root, child, rulesHere, filesOnly, verdicts));
            } else {
                left.add(child);
            }
        }
        return left;
    }

    /** Fields source, line, pattern, path for each path. */
    private Map<String, String> checkIgnore(Path root) throws Exception {
        String output =
                git(
                        root,
                        String.join("\0", entries.keySet()) + "\0",
                        "check-ignore",
                        "-v",
                        "-n",
                        "-z",
                        "--no-index",
                        "--stdin");
        String[] fields = output.split("\0", -1);
        Map<String, String> verdicts = new TreeMap<>();
        for (int i = 0; i + 3 < fields.length; i += 4) {
            verdicts.put(fields[i + 3], fields[i].isEmpty() ? "" : fields[i] + ":" + fields[i + 1]);
        }
        return verdicts;
    }

    private static String git(Path directory, String input, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "git",
                                "-c",
                                "core.excludesFile=/dev/null",
                                "-c",
                                "safe.directory=*"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
        Path answers = Files.createTempFile(directory.getParent(), "git", "");
        Process process =
                builder.redirectOutput(answers.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var out = process.getOutputStream()) {
            out.write(ByteName.bytes(input));
        }
        assertThat(process.waitFor()).isBetween(0, 1);
        try (InputStream in = Files.newInputStream(answers)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            in.transferTo(bytes);
            return ByteName.of(bytes.toByteArray());
        }
    }

    private static byte[] read(Path root, String name) throws IOException {
        Path file = path(root, name);
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    private static String child(String name, String last) {
        return name.isEmpty() ? last : name + "/" + last;
    }

    private static Path path(Path root, String name) {
        return root.resolve(ByteName.toPath(name));
    }
}
