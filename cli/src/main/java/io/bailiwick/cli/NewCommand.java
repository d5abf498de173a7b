package io.bailiwick.cli;

import io.bailiwick.policy.CapabilityTemplate;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bailiwick new}. */
@Command(
        name = "new",
        sortOptions = false,
        customSynopsis = "bailiwick new [FILE]",
        description = "Write a commented capability file with every default.",
        footer = {
            "",
            "Examples:",
            "  bailiwick new",
            "  bailiwick new agents/reader.yaml",
            "  bailiwick new - | less"
        })
final class NewCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    private final Context context;

    @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
    boolean help;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "capability.yaml",
            description = "Default: capability.yaml; - for standard output. Never overwritten.")
    private String file = "capability.yaml";

    NewCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (file.equals("-")) {
            context.console().out(CapabilityTemplate.commented());
            return 0;
        }
        Path path = context.workingDirectory().resolve(file);
        try {
            Files.writeString(path, CapabilityTemplate.commented(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            context.console()
                    .err(
                            "error: "
                                    + file
                                    + " exists already\n  help: name another file, or remove it"
                                    + " first\n");
            return FAILED;
        } catch (IOException e) {
            context.console().err("error: cannot write " + file + ": " + e.getMessage() + "\n");
            return FAILED;
        }
        context.console().out("wrote " + file + "\n");
        return 0;
    }
}
