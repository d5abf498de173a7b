package io.bailiwick.cli;

import io.bailiwick.policy.CapabilitySchema;
import io.bailiwick.policy.CapabilityTemplate;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code bailiwick new}. */
final class NewCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    private final Context context;
    private final PositionalParamSpec file =
            Syntax.optional(String.class, "FILE")
                    .description(
                            "Default: capability.yaml, or capability.schema.json; - for standard"
                                    + " output. Never overwritten.")
                    .build();
    private final OptionSpec schema =
            Syntax.flag("--schema", "Write the JSON Schema for editors instead.").build();

    NewCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Syntax.command("new", this)
                        .addOption(schema)
                        .addOption(Syntax.help())
                        .addPositional(file);
        spec.usageMessage()
                .customSynopsis("bailiwick new [--schema] [FILE]")
                .description("Write a commented capability file with every default.")
                .footer(
                        "",
                        "Examples:",
                        "  bailiwick new",
                        "  bailiwick new agents/reader.yaml",
                        "  bailiwick new - | less",
                        "  bailiwick new --schema");
        return spec;
    }

    @Override
    public Integer call() {
        boolean wantsSchema = schema.<Boolean>getValue();
        String text = wantsSchema ? CapabilitySchema.json() + "\n" : CapabilityTemplate.commented();
        @Nullable String given = file.getValue();
        String usual = wantsSchema ? "capability.schema.json" : "capability.yaml";
        String name = given == null ? usual : given;
        if (name.equals("-")) {
            context.console().out(text);
            return 0;
        }
        Path path = context.workingDirectory().resolve(name);
        try {
            Files.writeString(path, text, StandardOpenOption.CREATE_NEW);
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
