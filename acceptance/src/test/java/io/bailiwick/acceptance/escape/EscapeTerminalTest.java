package io.bailiwick.acceptance.escape;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.acceptance.crash.PrivateState;
import io.bailiwick.audit.AuditLocation;
import io.bailiwick.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PROC-12: a name that a terminal would obey. It writes the clipboard (OSC 52), asks the terminal
 * to type (DECRQSS), clears the screen by ESC and by C1, returns to the start of the line, and
 * turns the reading direction.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EscapeTerminalTest {

    /** For printf(1), so that no locale of ours comes between. */
    private static final String HOSTILE =
            "'\\033]52;c;ZXZpbA==\\007\\033P$qm\\033\\\\\\033[2J\\302\\2332J\\rX\\177"
                    + "\\342\\200\\256Y\\342\\201\\246'";

    /** Everything in it that is not text. */
    private static final String COMMANDS =
            "\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";

    @TempDir private Path base;
    private PrivateState files;

    @BeforeEach
    void prepare() throws IOException {
        files = PrivateState.in(base.toRealPath());
    }

    /** Runs the command line; "NAME" among the arguments stands for the name. */
    private byte[] output(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "name=$(printf "
                                        + HOSTILE
                                        + "); for word; do shift; [ \"$word\" = NAME ] && word=$name;"
                                        + " set -- \"$@\" \"$word\"; done; exec \"$@\"",
                                "sh"));
        ProcessBuilder builder = files.program("", Main.class, arguments);
        command.addAll(builder.command());
        Process process = builder.command(command).directory(base.toRealPath().toFile()).start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        process.waitFor();
        return output;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void assertHarmless(String text) {
        assertThat(text).doesNotContainPattern("[" + COMMANDS + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -- NAME",
                "run -- echo NAME",
                "run --config NAME -- true",
                "run NAME -- true",
                "validate --config NAME",
                "explain NAME",
                "inspect --sandbox-id NAME",
                "NAME"
            })
    void whatWeSayOfANameIsText(String arguments) throws Exception {
        byte[] output = output(arguments.split(" "));
        String said = files.complaints();
        if (!arguments.contains("echo")) {
            said += text(output);
        }

        assertThat(said).as("the name is spoken of").contains("\\u001b");
        assertHarmless(said);
    }

    /** The control, and a promise: what the agent writes is its own, to the byte. */
    @Test
    void whatTheAgentWritesIsLeftAlone() throws Exception {
        Process printf = new ProcessBuilder("sh", "-c", "printf " + HOSTILE).start();
        byte[] name = printf.getInputStream().readAllBytes();

        assertThat(text(name)).containsPattern("[" + COMMANDS + "]");
        assertThat(output("run", "--", "printf", "%s", "NAME")).isEqualTo(name);
    }

    @Test
    void theAuditIsText() throws Exception {
        assertThat(text(output("run", "--", "echo", "NAME"))).contains("\u001b]52");
        StringBuilder records = new StringBuilder();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(AuditLocation.in(files.state()).records())) {
            for (Path file : entries) {
                records.append(Files.readString(file).replace("\0", ""));
            }
        }

        assertThat(records).contains("u001b]52");
        assertHarmless(records.toString());
    }
}
