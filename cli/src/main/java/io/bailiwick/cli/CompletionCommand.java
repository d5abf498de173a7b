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

    /** zsh reads bash's completions through its own emulation. */
    private static final String FOR_ZSH =
            """
            autoload -U +X compinit && compinit
            autoload -U +X bashcompinit && bashcompinit
            """;

    private final Context context;

    @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
    boolean help;

    /** The shells that are known. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(arity = "1", paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell = Shell.bash;

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("bailiwick", Cli.all(context));
        context.console().out(shell == Shell.zsh ? FOR_ZSH + script : script);
        return 0;
    }
}
