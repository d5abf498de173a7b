package io.bailiwick.files.codebase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that uploads and deletes is killed at a random step, over and over in one store. {@code
 * -Dbailiwick.crashes} says how often.
 */
class CrashTest {

    private static final int CRASHES = Integer.getInteger("bailiwick.crashes", 8);
    private static final int MAX_STEPS = 400;

    @TempDir private Path temporary;

    @Test
    @Timeout(3600)
    void whateverTheMomentTheStoreIsWhole() throws Exception {
        long seed = Long.getLong("bailiwick.seed", new Random().nextLong());
        Random random = new Random(seed);
        Path root = temporary.resolve("store");
        CodebaseStore store = CodebaseStore.open(root);
        String id = store.create("project").id();
        Map<Long, String> seen = new HashMap<>();
        int swept = 0;
        for (int crash = 0; crash < CRASHES; crash++) {
            List<String> said = killedAfter(random.nextInt(MAX_STEPS), root, id, random.nextInt());
            swept += StoreDirectory.entries(root.resolve("staging")).size();

            CodebaseStore reopened = CodebaseStore.open(root);

            String where = "seed " + seed + ", crash " + crash;
            assertThat(root.resolve("staging")).as(where).isEmptyDirectory();
            assertThat(root.resolve("trash")).as(where).isEmptyDirectory();
            Map<Long, String> now = new HashMap<>();
            for (CodebaseVersion version : reopened.info(id).versions()) {
                assertThat(reopened.verify(id, version.number())).as(where).isEmpty();
                now.put(version.number(), version.hash());
            }
            seen.forEach((number, hash) ->
                    assertThat(now.getOrDefault(number, hash)).as(where).isEqualTo(hash));
            assertThat(now.keySet()).as(where).containsAll(kept(said));
            assertThat(now.keySet()).as(where).noneMatch(deleted(said)::contains);
            seen.putAll(now);
        }
        assertThat(seen).as("versions").isNotEmpty();
        assertThat(swept).as("uploads that were interrupted").isPositive();
    }

    private static List<Long> numbers(List<String> said, String verb) {
        return said.stream()
                .filter(line -> line.startsWith(verb))
                .map(line -> Long.parseLong(line.substring(verb.length())))
                .toList();
    }

    /** What was said to be stored, and not even to be about to be deleted. */
    private static List<Long> kept(List<String> said) {
        List<Long> deleting = numbers(said, "deleting ");
        return numbers(said, "stored ").stream().filter(n -> !deleting.contains(n)).toList();
    }

    private static List<Long> deleted(List<String> said) {
        return numbers(said, "deleted ");
    }

    /** All that the process has said when it was killed at that many steps. */
    private List<String> killedAfter(int steps, Path root, String id, int seed) throws Exception {
        Process process =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Uploader.class.getName(),
                                root.toString(),
                                id,
                                Files.createTempDirectory(temporary, "source").toString(),
                                Integer.toString(seed))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int left = steps;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (left-- == 0) {
                    // The process's own method would close the stream that is read here.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
        assertThat(said).as("steps of the process").hasSizeGreaterThan(steps);
        return said;
    }

    /** Uploads a tree that changes, and deletes an old version now and then, for ever. */
    static final class Uploader {

        private Uploader() {}

        public static void main(String[] arguments) throws IOException {
            CodebaseStore store = CodebaseStore.open(Path.of(arguments[0]));
            String id = arguments[1];
            Path source = Path.of(arguments[2]);
            Random random = new Random(Integer.parseInt(arguments[3]));
            for (int i = 0; i < 20; i++) {
                change(source, random);
            }
            while (true) {
                change(source, random);
                long number =
                        store.upload(
                                        id,
                                        new UploadSource.Directory(source),
                                        (files, bytes, current) -> say("step"))
                                .version()
                                .number();
                say("stored " + number);
                List<CodebaseVersion> versions = store.info(id).versions();
                if (versions.size() > 6) {
                    long old = versions.get(random.nextInt(versions.size())).number();
                    say("deleting " + old);
                    store.delete(id, old, random.nextBoolean());
                    say("deleted " + old);
                }
            }
        }

        private static void say(String line) {
            System.out.println(line);
            System.out.flush();
        }

        private static void change(Path source, Random random) {
            Path file = source.resolve("d" + random.nextInt(4) + "/f" + random.nextInt(10));
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, "x".repeat(random.nextInt(50_000)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
