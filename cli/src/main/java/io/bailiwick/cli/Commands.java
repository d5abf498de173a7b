package io.bailiwick.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

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

    CommandSpec build(Context context) {
        return switch (this) {
            case RUN -> new RunCommand(context).spec();
            case VALIDATE -> new ValidateCommand(context).spec();
            case EXPLAIN -> new ExplainCommand(context).spec();
            case NEW -> new NewCommand(context).spec();
            case INSPECT -> new InspectCommand(context).spec();
            case DOCTOR -> new DoctorCommand(context).spec();
            case AUDIT -> new AuditCommand(context).spec();
            case GC -> new GcCommand(context).spec();
            case COMPLETION -> new CompletionCommand(context).spec();
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
