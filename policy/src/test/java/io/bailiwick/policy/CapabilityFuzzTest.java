package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bailiwick.policy.paths.Glob;
import io.bailiwick.policy.paths.LexicalPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Untrusted texts. Without {@code JAZZER_FUZZ=1} in the environment each test runs its recorded
 * inputs; with it, one test is fuzzed until it is stopped.
 */
class CapabilityFuzzTest {

    @FuzzTest
    void theReaderAcceptsOrExplains(byte[] data) {
        String yaml = new String(data, StandardCharsets.UTF_8);
        CapabilityDeclaration capability;
        try {
            capability = CapabilityParser.fromString(yaml);
        } catch (CapabilityParseException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.render()).isNotEmpty();
            return;
        }
        assertThat(CapabilityParser.fromString(capability.toJson())).isEqualTo(capability);
    }

    @FuzzTest
    void aPathIsJudgedLikeItsNormalForm(byte[] data) {
        String path = "/" + new String(data, StandardCharsets.UTF_8);
        FilesystemRules rules =
                FilesystemRules.compile(
                        FilesystemConfig.builder()
                                .mode(FilesystemMode.READ_WRITE)
                                .writablePaths("/tmp/out", "./build")
                                .hiddenPaths("**/q*", "*.x")
                                .build(),
                        Path.of("/home/ada/project"),
                        Path.of("/home/ada"));
        Decision decision = rules.decide(path, FileOperation.WRITE);
        if (path.indexOf('\0') >= 0) {
            assertThat(decision.allowed()).isFalse();
            return;
        }
        String normal = LexicalPath.normalise(path);
        assertThat(rules.decide(normal, FileOperation.WRITE)).isEqualTo(decision);
        assertThat(LexicalPath.normalise(normal)).isEqualTo(normal);
        Glob.of(path).matches(normal);
    }

    @FuzzTest
    void aHostIsAllowedOnlyByItsName(byte[] data) {
        String url = "https://" + new String(data, StandardCharsets.UTF_8);
        EgressFilter filter =
                new EgressFilter(List.of(new NetworkEgressRule("*.good.test", List.of(443))));
        if (filter.isAllowed(url)) {
            Destination destination = Destination.of(url).orElseThrow();
            assertThat(destination.port()).isEqualTo(443);
            assertThat("." + destination.host()).endsWith(".good.test");
        }
    }
}
