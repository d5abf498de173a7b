package io.bailiwick.cli;

/** The entry of the process. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its status. */
    public static void main(String[] args) {
        System.exit(new Cli(Context.ofProcess()).run(Arguments.exact(args)));
    }
}
