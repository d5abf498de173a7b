package io.bailiwick.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is called when no command is named. */
@Command(
        name = "bailiwick",
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs an AI agent's code with exactly the access that was declared.",
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  bailiwick run -- python3 agent.py",
            "  bailiwick new && bailiwick run --config capability.yaml -- python3 agent.py",
            "  bailiwick doctor",
            "",
            "'bailiwick COMMAND --help' explains a command."
        })
final class TopCommand implements Callable<Integer> {

    private final Context context;

    @Option(names = "--version", versionHelp = true, description = "Print the version and exit.")
    boolean version;

    @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
    boolean help;

    TopCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.console().err(Cli.usage(Cli.all(context)));
        return Cli.USAGE;
    }
}
