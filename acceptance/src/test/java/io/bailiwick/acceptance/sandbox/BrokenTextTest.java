package io.bailiwick.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.InvalidConfigurationException;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxSpec;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.Permissions;
import io.bailiwick.runtime.LocalSandboxManager;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the JVM could not decode reaches no agent in another form. */
class BrokenTextTest extends LocalSandboxes {

    private Sandbox create(String value, String... permissions) {
        // An environment as the JVM hands it out: what it could not decode is U+FFFD.
        try (LocalSandboxManager manager =
                LocalSandboxManager.open(
                        Map.of("PATH", "/usr/bin:/bin", "TITLE", value),
                        Path.of(System.getProperty("user.home")))) {
            return manager.create(
                    SandboxSpec.builder()
                            .capability(
                                    CapabilityDeclaration.builder()
                                            .permissions(permissions)
                                            .build())
                            .workingDirectory(work())
                            .autoStart(false)
                            .build());
        }
    }

    @Test
    void aVariableThatCouldNotBeDecodedIsRefusedWhereItWouldBeRead() {
        assertThat(create("Zürich", Permissions.READ_ENV).id()).isNotBlank();
        assertThat(create("Z\uFFFDrich").id()).isNotBlank();
        for (String value : new String[] {"Z\uFFFDrich", "Z\uD800rich"}) {
            assertThatExceptionOfType(InvalidConfigurationException.class)
                    .isThrownBy(() -> create(value, Permissions.READ_ENV))
                    .withMessageContaining("'TITLE'")
                    .withMessageContaining("LC_ALL=C.UTF-8");
        }
    }
}
