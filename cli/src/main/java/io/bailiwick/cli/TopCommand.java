package io.bailiwick.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** What is called when no command is named. */
final class TopCommand implements Callable<Integer> {

    private final Context context;

    TopCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Syntax.command("bailiwick", this)
                        .addOption(
                                Syntax.flag("--version", "Print the version and exit.")
                                        .versionHelp(true)
                                        .build())
                        .addOption(Syntax.help())
                        .versionProvider(new Version());
        spec.usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .description("Runs an AI agent's code with exactly the access that was declared.")
                .footer(
                        "",
                        "Examples:",
                        "  bailiwick run -- python3 agent.py",
                        "  bailiwick new && bailiwick run --config capability.yaml -- python3"
                                + " agent.py",
                        "  bailiwick doctor",
                        "",
                        "'bailiwick COMMAND --help' explains a command.");
        return spec;
    }

    @Override
    public Integer call() {
        context.console().err(Cli.usage(Cli.all(context)));
        return Cli.USAGE;
    }
}
