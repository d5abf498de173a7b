package io.bailiwick.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code bailiwick audit}. */
final class AuditCommand implements Callable<Integer> {

    private final Context context;

    AuditCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Syntax.command("audit", this)
                        .addOption(Syntax.help())
                        .addSubcommand("verify", new AuditVerifyCommand(context).spec());
        spec.usageMessage()
                .synopsisSubcommandLabel("verify")
                .description("Work with the audit.")
                .footer("", "Example:", "  bailiwick audit verify");
        return spec;
    }

    @Override
    public Integer call() {
        context.console().err("error: audit needs a command\n  help: bailiwick audit verify\n");
        return Cli.USAGE;
    }
}
