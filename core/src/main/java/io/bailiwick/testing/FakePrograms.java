package io.bailiwick.testing;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The programs that every fake sandbox has, as far as tests need them. */
final class FakePrograms {

    private FakePrograms() {}

    static Map<String, FakeProgram> standard() {
        return Map.of(
                "cat", FakePrograms::cat,
                "echo", FakePrograms::echo,
                "env", FakePrograms::env,
                "false", process -> 1,
                "printf", FakePrograms::printf,
                "pwd", FakePrograms::pwd,
                "sh", FakePrograms::sh,
                "sleep", FakePrograms::sleep,
                "true", process -> 0);
    }

    private static int cat(FakeProcess process) throws IOException {
        if (process.argv().size() > 1) {
            String file = process.argv().get(1);
            if (file.equals("/dev/null")) {
                return 0;
            }
            process.complain("cat: " + file + ": No such file or directory");
            return 1;
        }
        process.stdin().transferTo(process.stdout());
        return 0;
    }

    private static int echo(FakeProcess process) throws IOException {
        process.print(String.join(" ", arguments(process)) + "\n");
        return 0;
    }

    private static int env(FakeProcess process) throws IOException {
        StringBuilder out = new StringBuilder();
        new TreeMap<>(process.env())
                .forEach((name, value) -> out.append(name).append('=').append(value).append('\n'));
        process.print(out.toString());
        return 0;
    }

    private static int pwd(FakeProcess process) throws IOException {
        process.print(process.workdir() + "\n");
        return 0;
    }

    /** {@code %s}, {@code %%}, {@code \n}, {@code \t} and {@code \\}. */
    private static int printf(FakeProcess process) throws IOException {
        List<String> arguments = arguments(process);
        String format = arguments.isEmpty() ? "" : arguments.getFirst();
        StringBuilder out = new StringBuilder();
        int argument = 1;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if ((c == '%' || c == '\\') && i + 1 < format.length()) {
                i++;
                char next = format.charAt(i);
                if (c == '%' && next == 's') {
                    out.append(argument < arguments.size() ? arguments.get(argument) : "");
                    argument++;
                } else {
                    out.append(
                            switch (next) {
                                case 'n' -> c == '\\' ? "\n" : "%n";
                                case 't' -> c == '\\' ? "\t" : "%t";
                                default -> String.valueOf(next);
                            });
                }
            } else {
                out.append(c);
            }
        }
        process.print(out.toString());
        return 0;
    }

    private static int sleep(FakeProcess process) throws IOException, InterruptedException {
        try {
            BigDecimal seconds = new BigDecimal(arguments(process).getFirst());
            process.sleep(Duration.ofNanos(seconds.movePointRight(9).longValueExact()));
            return 0;
        } catch (ArithmeticException | NumberFormatException e) {
            process.complain("sleep: invalid time interval");
            return 1;
        }
    }

    private static int sh(FakeProcess process) throws IOException, InterruptedException {
        List<String> arguments = arguments(process);
        if (arguments.size() < 2 || !arguments.getFirst().equals("-c")) {
            process.complain("sh: the fake shell needs -c and a line");
            return 2;
        }
        return new FakeShell(process).run(arguments.get(1));
    }

    private static List<String> arguments(FakeProcess process) {
        return process.argv().subList(1, process.argv().size());
    }
}
