package io.bailiwick.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs that figures are compared with, as far as this host has them.
 *
 * @param distribution the unpacked distribution
 * @param bubblewrap {@code bwrap}
 * @param staticTrue a statically linked program that does nothing
 */
record Tools(
        Optional<Path> distribution,
        Optional<Path> bubblewrap,
        Optional<Path> staticTrue,
        Path directory) {

    /** Looks for the programs; {@code directory} is where they run. */
    static Tools find(Path directory) throws IOException, InterruptedException {
        return new Tools(
                distributionFolder(), Command.find("bwrap"), compileTrue(directory), directory);
    }

    private static Optional<Path> distributionFolder() throws IOException {
        String given = System.getProperty("bailiwick.distribution", "");
        if (!given.isEmpty()) {
            Path folder = Path.of(given).toAbsolutePath();
            if (!Files.isExecutable(folder.resolve("bin/bailiwick"))) {
                throw new IOException(folder + " is not a distribution: no bin/bailiwick in it");
            }
            return Optional.of(folder);
        }
        Path at = Path.of("").toAbsolutePath();
        Path here = at.resolve("cli/target/dist");
        Path built = Files.isDirectory(here) ? here : at.resolveSibling("cli/target/dist");
        if (!Files.isDirectory(built)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(built)) {
            return folders.filter(f -> Files.isExecutable(f.resolve("bin/bailiwick")))
                    .filter(f -> Files.isRegularFile(f.resolve("lib/bailiwick.aot")))
                    .findFirst();
        }
    }

    /** Without the dynamic loader, spawning and running is all that is left to measure. */
    private static Optional<Path> compileTrue(Path directory)
            throws IOException, InterruptedException {
        Path source = directory.resolve("true.c");
        Path program = directory.resolve("static-true");
        Files.writeString(source, "int main(void) { return 0; }\n");
        for (String name : List.of("musl-gcc", "gcc", "cc")) {
            Optional<Path> compiler = Command.find(name);
            if (compiler.isPresent()) {
                List<String> argv =
                        List.of(
                                compiler.get().toString(),
                                "-static",
                                "-Os",
                                "-o",
                                program.toString(),
                                source.toString());
                if (new Command(argv, directory).failure().isEmpty()) {
                    return Optional.of(program);
                }
            }
        }
        return Optional.empty();
    }

    Command command(String... argv) {
        return new Command(List.of(argv), directory);
    }

    /** Bubblewrap around a program, with every namespace and the host's files read-only. */
    Optional<Command> bubblewrapped(String... program) {
        return bubblewrap.map(file -> {
            List<String> argv = new ArrayList<>();
            argv.add(file.toString());
            argv.addAll(List.of("--unshare-all", "--die-with-parent", "--new-session"));
            argv.addAll(List.of("--ro-bind", "/", "/", "--proc", "/proc"));
            argv.addAll(List.of("--dev", "/dev", "--"));
            argv.addAll(List.of(program));
            return new Command(argv, directory);
        });
    }
}
