package io.bailiwick.cli;

import io.bailiwick.InvalidConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line as it was given. The JVM decodes its arguments with the locale's charset, which
 * in the C locale turns everything beyond ASCII into question marks; the kernel has the bytes.
 */
final class Arguments {

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private Arguments() {}

    /**
     * The arguments as UTF-8, whatever the locale says.
     *
     * @throws InvalidConfigurationException when they are not UTF-8: what the JVM has in their
     *     place is not what was given
     */
    static List<String> exact(String[] decoded) {
        List<String> arguments = List.of(decoded);
        boolean utf8 = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
        if (utf8 && arguments.stream().allMatch(argument -> argument.indexOf('\uFFFD') < 0)) {
            return arguments;
        }
        try {
            return last(Files.readAllBytes(COMMAND_LINE), decoded.length);
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "an argument is not text in UTF-8, and would reach the agent changed; pass it on"
                            + " standard input or in a file, or write its bytes in a shell of the"
                            + " agent's own, as in sh -c \"cat $(printf 'a\\377')\"");
        }
    }

    /**
     * The last {@code count} of texts that each end in NUL.
     *
     * @throws CharacterCodingException when they are not UTF-8
     * @throws IOException when there are fewer
     */
    static List<String> last(byte[] commandLine, int count) throws IOException {
        List<String> all = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                ByteBuffer bytes = ByteBuffer.wrap(commandLine, start, i - start);
                all.add(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
                start = i + 1;
            }
        }
        if (all.size() < count) {
            throw new IOException("the command line has fewer than " + count + " arguments");
        }
        return List.copyOf(all.subList(all.size() - count, all.size()));
    }
}
