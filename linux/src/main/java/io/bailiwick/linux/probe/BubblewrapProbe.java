package io.bailiwick.linux.probe;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds bubblewrap and asks it for its version, while its caller looks at something else. */
final class BubblewrapProbe {
    private static final Pattern VERSION =
            Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?");
    private static final int OUTPUT_LIMIT = 4096;

    /** S_ISUID, {@code sys/stat.h}. */
    private static final int SET_USER_ID = 0x800;

    private final Optional<Path> path;
    private final Optional<Process> process;

    private BubblewrapProbe(Optional<Path> path, Optional<Process> process) {
        this.path = path;
        this.process = process;
    }

    /** Asks the first {@code bwrap} of the search path. */
    static BubblewrapProbe start(List<Path> searchPath) {
        for (Path directory : searchPath) {
            Path candidate = directory.resolve("bwrap");
            if (directory.isAbsolute()
                    && Files.isRegularFile(candidate)
                    && Files.isExecutable(candidate)) {
                return new BubblewrapProbe(Optional.of(candidate), ask(candidate));
            }
        }
        return new BubblewrapProbe(Optional.empty(), Optional.empty());
    }

    private static Optional<Process> ask(Path path) {
        ProcessBuilder builder = new ProcessBuilder(path.toString(), "--version");
        builder.environment().clear();
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            return Optional.of(builder.start());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Its answer; empty if there is none or it does not answer in time with a version. */
    Optional<Bubblewrap> finish(Duration timeout) {
        if (path.isEmpty() || process.isEmpty()) {
            return Optional.empty();
        }
        Process asked = process.get();
        try {
            boolean answered =
                    asked.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                            && asked.exitValue() == 0;
            return answered ? parse(path.get(), output(asked)) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            asked.destroyForcibly();
        }
    }

    /** Only what is there, for whoever else may still hold the other end. */
    private static String output(Process ended) throws IOException {
        try (InputStream output = ended.getInputStream()) {
            byte[] bytes = output.readNBytes(Math.min(output.available(), OUTPUT_LIMIT));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    static Optional<Bubblewrap> parse(Path path, String output) throws IOException {
        Matcher matcher = VERSION.matcher(output);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String patch = matcher.group(3);
        int mode = (Integer) Files.getAttribute(path, "unix:mode");
        return Optional.of(
                new Bubblewrap(
                        path,
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        patch == null ? 0 : Integer.parseInt(patch),
                        (mode & SET_USER_ID) != 0));
    }
}
