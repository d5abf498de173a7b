package io.bailiwick.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.ExecRequest;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.FilesystemPolicy;
import io.bailiwick.runtime.LocalSandboxManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Folders of toolchains in the caller's home, which nobody declared. */
class ToolchainFoldersTest extends LocalSandboxes {

    private static final String HOME = "user.home";
    private final String before = System.getProperty(HOME);

    @BeforeEach
    void makeAHome() throws IOException {
        System.setProperty(HOME, beside("home").toString());
    }

    @AfterEach
    void restoreTheHome() {
        System.setProperty(HOME, before);
    }

    @Test
    void credentialsNearTheTopDoNotShowAndCertificateAuthoritiesDo() throws IOException {
        Path rustup = Files.createDirectories(beside("home").resolve(".rustup"));
        Files.createDirectories(rustup.resolve("toolchains/stable"));
        Files.createDirectories(rustup.resolve(".ssh"));
        String[] hidden = {
            ".env", ".ssh/id_rsa", "credentials.toml", "toolchains/.netrc", "SERVER.KEY"
        };
        String[] shown = {"settings.toml", "cacert.pem", "toolchains/stable/.env"};
        for (String name : hidden) {
            Files.writeString(rustup.resolve(name), "secret");
        }
        for (String name : shown) {
            Files.writeString(rustup.resolve(name), "shown");
        }
        Sandbox sandbox = create();
        FilesystemPolicy policy =
                new FilesystemPolicy(
                        sandbox.capability().filesystemConfig(), work(), beside("home"));

        for (String name : shown) {
            assertThat(sh(sandbox, "cat " + rustup.resolve(name))).as(name).isEqualTo("shown");
            assertThat(policy.canRead(rustup.resolve(name).toString())).as(name).isTrue();
        }
        for (String name : hidden) {
            assertThat(sandbox.run("cat " + rustup.resolve(name)).stderr())
                    .as(name)
                    .contains("No such file or directory");
            assertThat(policy.canRead(rustup.resolve(name).toString())).as(name).isFalse();
        }
    }

    /** The order of pyenv: variable, file at or above the directory, global file. */
    @Test
    void aShimIsLeftOutForTheVersionThatItWouldChoose() throws IOException {
        Path pyenv = beside("home").resolve(".pyenv");
        program(pyenv.resolve("shims/tool"), "echo the shim");
        program(pyenv.resolve("versions/1.0/bin/tool"), "echo one");
        program(pyenv.resolve("versions/2.0/bin/tool"), "echo two");
        Files.writeString(pyenv.resolve("version"), "1.0\n");
        Map<String, String> shims = Map.of("PATH", pyenv.resolve("shims") + ":/usr/bin:/bin");

        assertThat(tool(shims, "")).isEqualTo("one\n");
        Files.writeString(work().resolve(".python-version"), "2.0\n");
        assertThat(tool(shims, "")).isEqualTo("two\n");
        assertThat(tool(shims, "1.0")).isEqualTo("one\n");
    }

    private static void program(Path file, String line) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        assertThat(file.toFile().setExecutable(true, false)).isTrue();
    }

    /**
     * What a program says that is found on the search path, where none can be started by another.
     */
    private String tool(Map<String, String> variables, String version) throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(variables);
        environment.put("PYENV_VERSION", version);
        try (SandboxManager manager = LocalSandboxManager.open(environment, beside("home"))) {
            Sandbox sandbox =
                    manager.create(
                            SandboxSpec.builder()
                                    .capability(CapabilityDeclaration.defaults())
                                    .workingDirectory(work())
                                    .build());
            return sandbox.exec(ExecRequest.ofArgv("tool")).stdout();
        }
    }
}
