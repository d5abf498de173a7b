package io.bailiwick.linux.probe;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds bubblewrap and asks it for its version. */
final class BubblewrapProbe {
    private static final Pattern VERSION =
            Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?");
    private static final int OUTPUT_LIMIT = 4096;

    /** S_ISUID, {@code sys/stat.h}. */
    private static final int SET_USER_ID = 0x800;

    private BubblewrapProbe() {}

    /**
     * The first {@code bwrap} of the search path; empty if there is none or it does not answer in
     * time with a version.
     */
    static Optional<Bubblewrap> find(List<Path> searchPath, Duration timeout) {
        for (Path directory : searchPath) {
            Path candidate = directory.resolve("bwrap");
            if (directory.isAbsolute()
                    && Files.isRegularFile(candidate)
                    && Files.isExecutable(candidate)) {
                return ask(candidate, timeout);
            }
        }
        return Optional.empty();
    }

    private static Optional<Bubblewrap> ask(Path path, Duration timeout) {
        try {
            Path output = Files.createTempFile("bailiwick-bwrap", ".version");
            try {
                if (!run(path, output, timeout)) {
                    return Optional.empty();
                }
                byte[] text = Files.readAllBytes(output);
                return parse(
                        path,
                        new String(
                                text,
                                0,
                                Math.min(text.length, OUTPUT_LIMIT),
                                StandardCharsets.ISO_8859_1));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Output goes to a file, so that a program which never closes it cannot hold us beyond the
     * timeout.
     */
    private static boolean run(Path path, Path output, Duration timeout) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(path.toString(), "--version");
        builder.environment().clear();
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.redirectOutput(output.toFile());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
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
