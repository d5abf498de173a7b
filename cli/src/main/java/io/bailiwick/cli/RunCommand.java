package io.bailiwick.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bailiwick run}. */
@Command(
        name = "run",
        sortOptions = false,
        customSynopsis = "bailiwick run [OPTIONS] [--] COMMAND [ARGUMENT...]",
        description = {
            "Run an agent's command in a sandbox.",
            "",
            "Standard input, output and error are the agent's, live and byte for byte; what the"
                    + " sandbox has to say goes to standard error. SIGINT, SIGTERM and SIGHUP are"
                    + " passed on; a second SIGINT within a second destroys the sandbox."
        },
        footer = {
            "",
            "Exit status: the agent's own; 128+n when signal n ended it; 124 timeout; 125 the",
            "sandbox refused or failed; 126 the command cannot be executed; 127 it is not found.",
            "",
            "Examples:",
            "  bailiwick run -- python3 agent.py",
            "  bailiwick run --config capability.yaml --timeout 120 -- python3 agent.py --verbose",
            "  bailiwick run --quiet -- sort < words.txt > sorted.txt",
            "  bailiwick run --output json --result result.json -- python3 agent.py"
        })
final class RunCommand implements Callable<Integer> {

    private final Context context;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Capability file. Without one: files of the working directory can be read,"
                            + " nothing is written, no network, no variables of yours.")
    private @Nullable Path config;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            converter = Seconds.class,
            description = "Wall-clock limit; 0 for none. Default: 60.")
    private Duration timeout = Duration.ofSeconds(60);

    @Option(
            names = "--strict",
            description = "Refuse to start unless the kernel holds every control.")
    private boolean strict;

    @Option(
            names = "--label",
            paramLabel = "KEY=VALUE",
            description = "A label for inspect and the audit; may be repeated.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "What to say at the end on standard error: text or one line of json.")
    private OutputFormat output = OutputFormat.text;

    @Option(
            names = "--result",
            paramLabel = "FILE",
            description = "Write the json to FILE instead, for example to /dev/fd/3.")
    private @Nullable Path result;

    @Option(names = "--quiet", description = "Say only what went wrong.")
    private boolean quiet;

    @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
    boolean help;

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "The program and its arguments; no shell is involved.")
    private List<String> command = List.of();

    RunCommand(Context context) {
        this.context = context;
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
        return new RunSession(
                        context,
                        new Options(
                                Optional.ofNullable(config),
                                timeout,
                                strict,
                                labels,
                                output == OutputFormat.json || result != null,
                                Optional.ofNullable(result),
                                quiet,
                                command))
                .run();
    }
}
