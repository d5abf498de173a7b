package io.bailiwick.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The commands, in the order in which help lists them; each is built when it is called. */
enum Commands {
    RUN(true),
    VALIDATE(false),
    EXPLAIN(false),
    NEW(false),
    INSPECT(true),
    DOCTOR(true),
    AUDIT(false),
    GC(true),
    COMPLETION(false);

    private static final int OURS = 125;

    private final boolean needsLinux;

    Commands(boolean needsLinux) {
        this.needsLinux = needsLinux;
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
        return switch (this) {
            case RUN -> new RunCommand(context);
            case VALIDATE -> new ValidateCommand(context);
            case EXPLAIN -> new ExplainCommand(context);
            case NEW -> new NewCommand(context);
            case INSPECT -> new InspectCommand(context);
            case DOCTOR -> new DoctorCommand(context);
            case AUDIT -> new AuditCommand(context);
            case GC -> new GcCommand(context);
            case COMPLETION -> new CompletionCommand(context);
        };
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
