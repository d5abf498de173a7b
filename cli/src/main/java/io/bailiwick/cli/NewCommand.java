package io.bailiwick.cli;

import io.bailiwick.policy.CapabilityTemplate;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code bailiwick new}. */
final class NewCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    private final Context context;
    private final PositionalParamSpec file =
            Syntax.optional(String.class, "FILE")
                    .defaultValue("capability.yaml")
                    .description(
                            "Default: capability.yaml; - for standard output. Never overwritten.")
                    .build();

    NewCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec = Syntax.command("new", this).addPositional(file).addOption(Syntax.help());
        spec.usageMessage()
                .customSynopsis("bailiwick new [FILE]")
                .description("Write a commented capability file with every default.")
                .footer(
                        "",
                        "Examples:",
                        "  bailiwick new",
                        "  bailiwick new agents/reader.yaml",
                        "  bailiwick new - | less");
        return spec;
    }

    @Override
    public Integer call() {
        String name = file.getValue();
        if (name.equals("-")) {
            context.console().out(CapabilityTemplate.commented());
            return 0;
        }
        Path path = context.workingDirectory().resolve(name);
        try {
            Files.writeString(path, CapabilityTemplate.commented(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            context.console()
                    .err(
                            "error: "
                                    + name
                                    + " exists already\n  help: name another file, or remove it"
                                    + " first\n");
            return FAILED;
        } catch (IOException e) {
            context.console().err("error: cannot write " + name + ": " + e.getMessage() + "\n");
            return FAILED;
        }
        context.console().out("wrote " + name + "\n");
        return 0;
    }
}
