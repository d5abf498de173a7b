package io.bailiwick.cli;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs several commands in one process, which is what an AOT cache is made from: packaging starts
 * this class instead of {@link Main}, so that the cache holds the classes of each of them.
 */
final class TrainingRun {

    private TrainingRun() {}

    /** Takes a file of command lines, one each; its words are separated by single spaces. */
    public static void main(String[] args) throws IOException, IllegalAccessException {
        // The process's own entry: nothing else here would load it.
        MethodHandles.lookup().ensureInitialized(Main.class);
        Context context = Context.ofProcess();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            int status = new Cli(context).run(Arguments.exact(line.split(" ", -1)));
            context.console().err("trained: " + line + " (" + status + ")\n");
        }
        System.exit(0);
    }
}
