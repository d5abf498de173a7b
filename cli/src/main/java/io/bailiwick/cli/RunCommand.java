package io.bailiwick.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code bailiwick run}. */
final class RunCommand implements Callable<Integer> {

    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Context context;

    private final OptionSpec config =
            Syntax.config(
                    "Capability file. Without one: files of the working directory can be read,"
                            + " nothing is written, no network, no variables of yours.");

    private final OptionSpec timeout =
            Syntax.option(
                            "--timeout",
                            Duration.class,
                            "SECONDS",
                            "Wall-clock limit; 0 for none. Default: 60.")
                    .converters(new Seconds())
                    .defaultValue(Long.toString(TIMEOUT.toSeconds()))
                    .build();

    private final OptionSpec strict =
            Syntax.flag("--strict", "Refuse to start unless the kernel holds every control.")
                    .build();

    private final OptionSpec labels =
            Syntax.option(
                            "--label",
                            Map.class,
                            "KEY=VALUE",
                            "A label for inspect and the audit; may be repeated.")
                    .auxiliaryTypes(String.class, String.class)
                    .build();

    private final OptionSpec output =
            Syntax.output(
                    OutputFormat.text,
                    "What to say at the end on standard error: text or one line of json.");

    private final OptionSpec result =
            Syntax.option(
                            "--result",
                            Path.class,
                            "FILE",
                            "Write the json to FILE instead, for example to /dev/fd/3.")
                    .build();

    private final OptionSpec quiet = Syntax.flag("--quiet", "Say only what went wrong.").build();

    private final PositionalParamSpec command =
            Syntax.required(List.class, "COMMAND")
                    .arity("1..*")
                    .auxiliaryTypes(String.class)
                    .description("The program and its arguments; no shell is involved.")
                    .build();

    RunCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Syntax.command("run", this)
                        .addOption(config)
                        .addOption(timeout)
                        .addOption(strict)
                        .addOption(labels)
                        .addOption(output)
                        .addOption(result)
                        .addOption(quiet)
                        .addOption(Syntax.help())
                        .addPositional(command);
        spec.usageMessage()
                .customSynopsis("bailiwick run [OPTIONS] [--] COMMAND [ARGUMENT...]")
                .description(
                        "Run an agent's command in a sandbox.",
                        "",
                        "Standard input, output and error are the agent's, live and byte for byte;"
                                + " what the sandbox has to say goes to standard error. SIGINT,"
                                + " SIGTERM and SIGHUP are passed on; a second SIGINT within a"
                                + " second destroys the sandbox.")
                .footer(
                        "",
                        "Exit status: the agent's own; 128+n when signal n ended it; 124 timeout;"
                                + " 125 the",
                        "sandbox refused or failed; 126 the command cannot be executed; 127 it is"
                                + " not found.",
                        "",
                        "Examples:",
                        "  bailiwick run -- python3 agent.py",
                        "  bailiwick run --config capability.yaml --timeout 120 -- python3 agent.py"
                                + " --verbose",
                        "  bailiwick run --quiet -- sort < words.txt > sorted.txt",
                        "  bailiwick run --output json --result result.json -- python3 agent.py");
        return spec;
    }

    /**
     * What was asked for.
     *
     * @param timeout zero for none
     */
    record Options(
            Optional<Path> config,
            Duration timeout,
            boolean strict,
            Map<String, String> labels,
            boolean json,
            Optional<Path> result,
            boolean quiet,
            List<String> command) {

        Options {
            labels = Map.copyOf(labels);
            command = List.copyOf(command);
        }
    }

    @Override
    public Integer call() {
        return new RunSession(context, options()).run();
    }

    /** What picocli read. */
    Options options() {
        Optional<Path> file = Optional.ofNullable(result.getValue());
        @Nullable Map<String, String> given = labels.getValue();
        return new Options(
                Optional.ofNullable(config.getValue()),
                timeout.getValue(),
                strict.getValue(),
                given == null ? Map.of() : given,
                output.getValue() == OutputFormat.json || file.isPresent(),
                file,
                quiet.getValue(),
                command.getValue());
    }
}
