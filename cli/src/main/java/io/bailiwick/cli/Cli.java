package io.bailiwick.cli;

import io.bailiwick.policy.diagnostics.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Finds the command and runs it. Only the command that is called is built: the model of all of them
 * is made for the overall help and for completion alone.
 */
final class Cli {

    /** The command line was wrong; {@code run} says 125, because 2 may be its agent's. */
    static final int USAGE = 2;

    /** What a shell reports for a program that wrote to a pipe which nobody reads. */
    static final int BROKEN_PIPE = 128 + 13;

    private final Context context;

    Cli(Context context) {
        this.context = context;
    }

    /** Runs one command and answers the exit status. */
    int run(List<String> arguments) {
        try {
            if (arguments.isEmpty()) {
                context.console().err(usage(all(context)));
                return USAGE;
            }
            return execute(arguments);
        } catch (Console.ClosedException e) {
            return BROKEN_PIPE;
        }
    }

    private int execute(List<String> arguments) {
        Commands called = Commands.named(arguments.getFirst());
        if (called == null) {
            return execute(all(context), arguments, USAGE);
        }
        int refused = called.refusedOn(context);
        if (refused != 0) {
            return refused;
        }
        List<String> own = arguments.subList(1, arguments.size());
        if (called == Commands.RUN) {
            HeadStart.begin();
            Optional<RunCommand.Options> plain = PlainRun.read(own);
            if (plain.isPresent()) {
                return run(plain.get());
            }
        }
        CommandLine line = configured(new CommandLine(called.build(context)));
        line.setCommandName("bailiwick " + called.word());
        return execute(line, own, called.usageStatus());
    }

    private int run(RunCommand.Options options) {
        try {
            return new RunSession(context, options).run();
        } catch (RuntimeException e) {
            return new Failures(context.console()).report(e);
        }
    }

    /** The whole command with its sub-commands. */
    static CommandLine all(Context context) {
        CommandLine line = new CommandLine(new TopCommand(context).spec());
        for (Commands command : Commands.values()) {
            line.addSubcommand(command.word(), command.build(context));
        }
        return configured(line);
    }

    static CommandLine configured(CommandLine line) {
        return line.setStopAtPositional(true)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpLongOptionsMaxWidth(24)
                .setUsageHelpWidth(100);
    }

    private int execute(CommandLine line, List<String> arguments, int usageStatus) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        line.setParameterExceptionHandler((failure, _) -> wrong(failure, usageStatus));
        line.setExecutionExceptionHandler(
                (failure, _, _) -> new Failures(context.console()).report(failure));
        int status = line.execute(arguments.toArray(new String[0]));
        context.console().err(err.toString());
        if (!out.toString().isEmpty()) {
            context.console().out(out.toString());
        }
        return status;
    }

    private int wrong(ParameterException failure, int status) {
        CommandLine line = failure.getCommandLine();
        String name = line.getCommandSpec().qualifiedName();
        StringBuilder text = new StringBuilder();
        text.append(name).append(": error: ").append(failure.getMessage()).append('\n');
        if (failure instanceof UnmatchedArgumentException unmatched) {
            List<String> meant = unmatched.getSuggestions();
            if (!meant.isEmpty()) {
                text.append("  help: did you mean '").append(meant.getFirst()).append("'?\n");
            }
        }
        text.append("  help: ").append(name).append(" --help\n");
        context.console().err(Printable.clean(text.toString()));
        return status;
    }

    static String usage(CommandLine line) {
        return line.getUsageMessage(CommandLine.Help.Ansi.OFF);
    }
}
