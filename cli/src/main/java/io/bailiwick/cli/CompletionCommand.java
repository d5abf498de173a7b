package io.bailiwick.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code bailiwick completion}. */
final class CompletionCommand implements Callable<Integer> {

    private final Context context;

    /** The shells that are known. */
    enum Shell {
        bash,
        zsh
    }

    private final PositionalParamSpec shell =
            Syntax.required(Shell.class, "SHELL").description("bash or zsh.").build();

    CompletionCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Syntax.command("completion", this).addPositional(shell).addOption(Syntax.help());
        spec.usageMessage()
                .customSynopsis("bailiwick completion bash|zsh")
                .description("Print a script that completes commands and options.")
                .footer(
                        "",
                        "Examples:",
                        "  source <(bailiwick completion bash)",
                        "  bailiwick completion zsh > ~/.bailiwick.zsh && source"
                                + " ~/.bailiwick.zsh");
        return spec;
    }

    @Override
    public Integer call() {
        // One script serves both: in zsh it switches to the emulation of bash's completion itself.
        context.console().out(AutoComplete.bash("bailiwick", Cli.all(context)));
        return 0;
    }
}
