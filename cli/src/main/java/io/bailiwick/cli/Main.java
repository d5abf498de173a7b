package io.bailiwick.cli;

import io.bailiwick.InvalidConfigurationException;
import java.util.List;

/** The entry of the process. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its status. */
    public static void main(String[] args) {
        Context context = Context.ofProcess();
        List<String> arguments;
        try {
            arguments = Arguments.exact(args);
        } catch (InvalidConfigurationException e) {
            System.exit(new Failures(context.console()).report(e));
            return;
        }
        System.exit(new Cli(context).run(arguments));
    }
}
