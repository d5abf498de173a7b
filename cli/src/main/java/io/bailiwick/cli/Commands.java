package io.bailiwick.cli;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The commands, in the order in which help lists them; each is built when it is called. */
enum Commands {
    RUN(true, RunCommand::new),
    VALIDATE(false, ValidateCommand::new),
    EXPLAIN(false, ExplainCommand::new),
    NEW(false, NewCommand::new),
    INSPECT(true, InspectCommand::new),
    DOCTOR(true, DoctorCommand::new),
    AUDIT(false, AuditCommand::new),
    GC(true, GcCommand::new),
    COMPLETION(false, CompletionCommand::new);

    private static final int OURS = 125;

    private final boolean needsLinux;
    private final Function<Context, Object> factory;

    Commands(boolean needsLinux, Function<Context, Object> factory) {
        this.needsLinux = needsLinux;
        this.factory = factory;
    }

    static @Nullable Commands named(String word) {
        for (Commands command : values()) {
            if (command.word().equals(word)) {
                return command;
            }
        }
        return null;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Object build(Context context) {
        return factory.apply(context);
    }

    int usageStatus() {
        return this == RUN ? OURS : Cli.USAGE;
    }

    /** Says no where there is no Linux kernel; 0 when the command may go on. */
    int refusedOn(Context context) {
        if (!needsLinux || context.system().equals("Linux")) {
            return 0;
        }
        context.console()
                .err(
                        "bailiwick: error: sandboxes need a Linux kernel; this is "
                                + context.system()
                                + "\n  help: run it in a Linux virtual machine"
                                + (context.system().startsWith("Windows") ? " or in WSL 2" : "")
                                + "\n");
        return OURS;
    }
}
