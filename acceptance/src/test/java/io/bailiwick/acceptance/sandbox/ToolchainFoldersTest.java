package io.bailiwick.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Sandbox;
import io.bailiwick.policy.FilesystemPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
