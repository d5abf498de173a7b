package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilityFileTest {
    @TempDir Path directory;

    private Path file(byte[] content) throws IOException {
        return Files.write(directory.resolve("capability.yaml"), content);
    }

    private Path file(String content) throws IOException {
        return file(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFileIsReadByPathAndByName() throws IOException {
        Path file = file("sandbox_tier: gvisor\n");
        assertThat(CapabilityParser.fromFile(file).sandboxTier()).isEqualTo(SandboxTier.GVISOR);
        assertThat(CapabilityParser.fromFile(file.toString()))
                .isEqualTo(CapabilityParser.fromFile(file));
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("missing.yaml");
        assertThatThrownBy(() -> CapabilityParser.fromFile(missing))
                .isInstanceOf(CapabilityParseException.class)
                .hasMessage("capability file not found: " + missing);
    }

    @Test
    void aNameThatNoFileCanHaveIsNotFound() {
        assertThatThrownBy(() -> CapabilityParser.fromFile("a\0b"))
                .isInstanceOf(CapabilityParseException.class)
                .hasMessage("capability file not found: 'a\\u0000b'");
    }

    @Test
    void aDirectoryIsNotAFile() {
        assertThatThrownBy(() -> CapabilityParser.fromFile(directory))
                .isInstanceOf(CapabilityParseException.class)
                .hasMessage("path is not a file: " + directory);
    }

    @Test
    void aDeviceIsNotAFile() {
        assertThatThrownBy(() -> CapabilityParser.fromFile("/dev/zero"))
                .hasMessage("path is not a file: /dev/zero");
    }

    @Test
    void aFileThatCannotBeReadSaysWhy() {
        // a regular file whose reading fails even for root: another address space at address 0
        assertThatThrownBy(() -> CapabilityParser.fromFile("/proc/self/mem"))
                .isInstanceOf(CapabilityParseException.class)
                .hasMessageStartingWith("cannot read capability file: ");
    }

    @Test
    void aFileOfOneMebibyteIsReadAndOneByteMoreIsNot() throws IOException {
        String head = "sandbox_tier: gvisor\n#";
        String full = head + "x".repeat((1 << 20) - head.length());
        assertThat(CapabilityParser.fromFile(file(full)).sandboxTier())
                .isEqualTo(SandboxTier.GVISOR);
        Path larger = file(full + "x");
        assertThatThrownBy(() -> CapabilityParser.fromFile(larger))
                .hasMessage("cannot read capability file: it has more than 1048576 bytes");
    }

    @Test
    void aByteOrderMarkIsAllowed() throws IOException {
        assertThat(CapabilityParser.fromFile(file("\ufeffsandbox_tier: docker")).sandboxTier())
                .isEqualTo(SandboxTier.DOCKER);
    }

    @Test
    void textThatIsNotUtf8IsRefusedWithItsPosition() throws IOException {
        Path file = file(new byte[] {'a', ':', ' ', (byte) 0xff});
        assertThatThrownBy(() -> CapabilityParser.fromFile(file))
                .hasMessage("cannot read capability file: it is not UTF-8 at byte 3");
    }

    @Test
    void malformedYamlAndWrongValuesAreToldApart() throws IOException {
        Path malformed = file("a: [");
        assertThatThrownBy(() -> CapabilityParser.fromFile(malformed))
                .hasMessageStartingWith("YAML parse error: ");
        Path wrong = file("sandbox_tier: no");
        assertThatThrownBy(() -> CapabilityParser.fromFile(wrong))
                .hasMessageStartingWith(
                        "capability validation error: 1 validation error for CapabilityDeclaration");
    }

    @Test
    void aProblemIsPrintedAsACompilerDoes() throws IOException {
        Path file = file("resource_limits:\n  max_memroy_mb: 256\n");
        assertThatThrownBy(() -> CapabilityParser.fromFile(file))
                .isInstanceOfSatisfying(
                        CapabilityParseException.class,
                        e ->
                                assertThat(e.render())
                                        .isEqualTo(
                                                file
                                                        + """
                                                        :2:3: error: unknown key 'max_memroy_mb'
                                                              max_memroy_mb: 256
                                                              ^
                                                          help: did you mean 'max_memory_mb'?
                                                        """));
    }
}
