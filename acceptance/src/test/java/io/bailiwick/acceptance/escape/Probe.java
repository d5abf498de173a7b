package io.bailiwick.acceptance.escape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * The built probe.
 *
 * @param binary a static executable that every user may read
 * @param cases its table, in its order
 */
record Probe(Path binary, Map<String, ProbeCase> cases) {

    /** Sources, from the directory of the module in which tests run. */
    private static final Path SOURCES = Path.of("src/test/c/probe");

    /** Builds the probe into a directory. */
    static Probe build(Path directory) throws IOException {
        Path binary = directory.resolve("probe");
        Path script = SOURCES.resolve("build.sh").toAbsolutePath();
        Host.run(List.of(script.toString(), binary.toString()), Map.of());
        if (!Files.isExecutable(binary)) {
            throw new IOException("the probe was not built by " + script);
        }
        Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Probe(
                binary, ProbeLines.cases(Host.run(List.of(binary.toString(), "list"), Map.of())));
    }
}
