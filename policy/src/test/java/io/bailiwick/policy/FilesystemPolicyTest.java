package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesystemPolicyTest {
    private static final Path PROJECT = Path.of("/home/ada/project");
    private static final Path HOME = Path.of("/home/ada");

    private static FilesystemPolicy policy(FilesystemConfig config) {
        return new FilesystemPolicy(config, PROJECT, HOME);
    }

    private static FilesystemPolicy readWrite(String... writable) {
        return policy(new FilesystemConfig(FilesystemMode.READ_WRITE, List.of(writable)));
    }

    private static FilesystemPolicy readOnly() {
        return policy(FilesystemConfig.defaults());
    }

    @Test
    void theGuidesSampleHolds() {
        FilesystemConfig config =
                FilesystemConfig.builder()
                        .mode(FilesystemMode.READ_WRITE)
                        .writablePaths(List.of("/tmp/agent_work"))
                        .build();
        FilesystemPolicy policy = new FilesystemPolicy(config);
        assertThat(policy.canRead("/etc/hosts")).isTrue();
        assertThat(policy.canWrite("/etc/hosts")).isFalse();
        assertThat(policy.canWrite("/tmp/agent_work/output.txt")).isTrue();
        assertThat(policy.denyReason("/etc/hosts", "write"))
                .contains(
                        "path '/etc/hosts' is not under any writable_paths (['/tmp/agent_work']);"
                                + " denied write");
        assertThat(FilesystemPolicy.validatePathAccess("/etc/hosts", "read", config)).isTrue();
    }

    @Test
    void aWritablePathIncludesItself() {
        assertThat(readWrite("/tmp/agent_work").canWrite("/tmp/agent_work")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/agent_workX",
                "/tmp/agent_workX/f",
                "/tmp/agent_wor",
                "/tmp",
                "/tmp/agent_work/../other",
                "/tmp/agent_work/../../etc/hosts",
                "relative/file"
            })
    void aPathBesideAWritableOneIsNotWritable(String path) {
        assertThat(readWrite("/tmp/agent_work").canWrite(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/agent_work/",
                "/tmp//agent_work///a",
                "/tmp/./agent_work/a",
                "/tmp/x/../agent_work/a",
                "/../tmp/agent_work/a"
            })
    void aPathIsJudgedByItsNormalForm(String path) {
        assertThat(readWrite("/tmp/agent_work").canWrite(path)).isTrue();
    }

    @Test
    void severalWritablePathsAreListedInTheReason() {
        assertThat(readWrite("/a", "/b/").denyReason("/c", "write"))
                .contains("path '/c' is not under any writable_paths (['/a', '/b']); denied write");
    }

    @Test
    void readOnlyReadsTheProjectAndTheRuntimesAndWritesNothing() {
        FilesystemPolicy policy = readOnly();
        assertThat(policy.canRead("/home/ada/project/src/Main.java")).isTrue();
        assertThat(policy.canRead("/usr/bin/python3")).isTrue();
        assertThat(policy.canWrite("/home/ada/project/src/Main.java")).isFalse();
        assertThat(policy.canWrite("/tmp/x")).isFalse();
        assertThat(policy.denyReason("/tmp/x", "write"))
                .contains("sandbox is read-only; denied write on '/tmp/x'");
    }

    @Test
    void readOnlyDoesNotReadTheRestOfTheHost() {
        assertThat(readOnly().canRead("/home/ada/letters.txt")).isFalse();
        assertThat(readOnly().canRead("/etc/shadow")).isFalse();
        assertThat(readOnly().denyReason("/home/ada/letters.txt", "read"))
                .contains(
                        "access denied for read on '/home/ada/letters.txt': no rule opens it: it does"
                                + " not exist in the sandbox");
    }

    @Test
    void noneReachesNothingButTheRuntimes() {
        FilesystemPolicy policy = policy(new FilesystemConfig(FilesystemMode.NONE));
        assertThat(policy.canRead("/home/ada/project/README.md")).isFalse();
        assertThat(policy.canWrite("/home/ada/project/README.md")).isFalse();
        assertThat(policy.canRead("/usr/bin/env")).isTrue();
        assertThat(policy.denyReason("/home/ada/project/README.md", "read"))
                .contains(
                        "filesystem access is disabled (mode=none); denied read on"
                                + " '/home/ada/project/README.md'");
        assertThat(policy.denyReason("/x", "write"))
                .contains("filesystem access is disabled (mode=none); denied write on '/x'");
    }

    @Test
    void anEmptyListOfWritablePathsAllowsWritesEverywhereThatIsReadable() {
        FilesystemPolicy policy = readWrite();
        assertThat(policy.canWrite("/home/ada/project/a")).isTrue();
        assertThat(policy.canWrite("/usr/lib/a")).isTrue();
        assertThat(policy.canWrite("/home/ada/letters.txt")).isFalse();
    }

    @Test
    void whatIsAllowedHasNoReason() {
        assertThat(readWrite("/w").denyReason("/w/a", "write")).isEmpty();
        assertThat(readOnly().denyReason("/usr/bin/env", "read")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"execute", "", "READ", "rw"})
    void anotherModeIsRefused(String mode) {
        assertThatThrownBy(() -> readOnly().denyReason("/a", mode))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mode must be 'read' or 'write', got '" + mode + "'");
        assertThatThrownBy(() ->
                        FilesystemPolicy.validatePathAccess(
                                "/a", mode, FilesystemConfig.defaults()))
                .hasMessage("mode must be 'read' or 'write', got '" + mode + "'");
    }

    @ParameterizedTest
    @EnumSource(FilesystemMode.class)
    void aPathWithANulIsDenied(FilesystemMode mode) {
        FilesystemPolicy policy = policy(new FilesystemConfig(mode));
        assertThat(policy.canRead("/usr/\0")).isFalse();
        assertThat(policy.denyReason("/usr/\0", "read")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"/home/ada/project/.env", "/home/ada/project/deploy/server.key"})
    void aCredentialFileIsDeniedAlsoWhereTheTreeIsWritable(String path) {
        FilesystemPolicy policy = readWrite();
        assertThat(policy.canRead(path)).isFalse();
        assertThat(policy.canWrite(path)).isFalse();
        assertThat(policy.denyReason(path, "write"))
                .hasValueSatisfying(reason -> assertThat(reason).contains("hidden by"));
    }
}
