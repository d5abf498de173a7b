package io.bailiwick.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bailiwick completion}. */
@Command(
        name = "completion",
        sortOptions = false,
        customSynopsis = "bailiwick completion bash|zsh",
        description = "Print a script that completes commands and options.",
        footer = {
            "",
            "Examples:",
            "  source <(bailiwick completion bash)",
            "  bailiwick completion zsh > ~/.bailiwick.zsh && source ~/.bailiwick.zsh"
        })
final class CompletionCommand implements Callable<Integer> {

    private final Context context;

    @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
    boolean help;

    /** The shells that are known. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(arity = "1", paramLabel = "SHELL", description = "bash or zsh.")
    Shell shell = Shell.bash;

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        // One script serves both: in zsh it switches to the emulation of bash's completion itself.
        context.console().out(AutoComplete.bash("bailiwick", Cli.all(context)));
        return 0;
    }
}
