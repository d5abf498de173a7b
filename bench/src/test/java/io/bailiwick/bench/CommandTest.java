package io.bailiwick.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {

    @TempDir Path directory;

    @Test
    void aFailureRepeatsWhatTheCommandSaid() {
        Command command =
                new Command(List.of("/bin/sh", "-c", "echo no room >&2; exit 7"), directory);

        assertThatThrownBy(command::run)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended with 7: no room");
    }

    @Test
    void aProgramThatIsMissingSaysSo() throws InterruptedException {
        Command command = new Command(List.of(directory.resolve("none").toString()), directory);

        assertThat(command.failure()).get().asString().contains("No such file");
    }

    @Test
    void aFolderOnTheSearchPathIsNoProgram() {
        assertThat(Command.find(".")).isEmpty();
        assertThat(Command.find("sh")).isPresent();
    }
}
