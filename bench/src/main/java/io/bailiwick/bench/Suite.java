package io.bailiwick.bench;

/** The suites, in the order in which they run. */
enum Suite {
    COMMAND_LINE("cli"),
    LIFECYCLE("create"),
    EXEC("exec"),
    STREAM("stream"),
    MEMORY("memory"),
    MICRO("micro");

    private final String word;

    Suite(String word) {
        this.word = word;
    }

    /** The name on the command line. */
    String word() {
        return word;
    }

    /**
     * Measures and reports.
     *
     * @throws Exception when something that is measured does not work
     */
    void run(Bench bench) throws Exception {
        switch (this) {
            case COMMAND_LINE -> CommandLineSuite.run(bench);
            case LIFECYCLE -> LifecycleSuite.run(bench);
            case EXEC -> ExecSuite.run(bench);
            case STREAM -> StreamSuite.run(bench);
            case MEMORY -> MemorySuite.run(bench);
            case MICRO -> MicroSuite.run(bench);
        }
    }
}
