package io.bailiwick.testing;

import java.io.IOException;

/** What a program of a fake sandbox does. */
@FunctionalInterface
public interface FakeProgram {

    /**
     * Runs the program on a thread of its own, which is interrupted when it is killed.
     *
     * @return the exit code, 0 to 255
     * @throws IOException counts as exit code 1, its message goes to standard error
     */
    int run(FakeProcess process) throws IOException, InterruptedException;
}
