package io.bailiwick.cli;

import io.bailiwick.SandboxManager;
import io.bailiwick.runtime.LocalSandboxManager;
import io.bailiwick.runtime.state.Directories;
import io.bailiwick.testing.FakeSandboxManager;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Runs commands in process, with a working directory and state of its own. */
final class Bench {

    private final Path root;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Supplier<SandboxManager> managers = FakeSandboxManager::new;
    private InputStream stdin = InputStream.nullInputStream();
    private String system = "Linux";
    private boolean colour;

    Bench(Path root) {
        try {
            this.root = root.toRealPath();
            Files.createDirectories(work());
            Files.createDirectories(home());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path work() {
        return root.resolve("work");
    }

    Path home() {
        return root.resolve("home");
    }

    Directories directories() {
        return new Directories(root.resolve("state"), root.resolve("run"));
    }

    Bench managers(Supplier<SandboxManager> supplier) {
        managers = supplier;
        return this;
    }

    /** Sandboxes of this host instead of imitations. */
    Bench real() {
        return managers(() -> LocalSandboxManager.open(System.getenv(), home()));
    }

    Bench stdin(String text) {
        stdin = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Bench system(String name) {
        system = name;
        return this;
    }

    Bench colour() {
        colour = true;
        return this;
    }

    /** Writes a file of the working directory and answers its absolute name. */
    String file(String name, String text) {
        try {
            return Files.writeString(work().resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int run(String... arguments) {
        out.reset();
        err.reset();
        return new Cli(context()).run(List.of(arguments));
    }

    Context context() {
        return new Context(
                Console.of(out, err, colour),
                stdin,
                Map.of("PATH", "/usr/bin:/bin"),
                work(),
                home(),
                system,
                managers,
                this::directories);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    byte[] outBytes() {
        return out.toByteArray();
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Standard error with ids, times and sizes replaced, which differ from run to run. */
    String normalisedErr() {
        return err().replaceAll("id=[0-9a-f-]{36}", "id=<id>")
                .replaceAll("duration=[0-9]+ms", "duration=<n>ms")
                .replaceAll("cpu=[0-9.]+s", "cpu=<n>s")
                .replaceAll("mem=[0-9.]+MiB", "mem=<n>MiB");
    }
}
