package io.bailiwick.testing;

import io.bailiwick.Breach;
import io.bailiwick.Denial;
import io.bailiwick.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A running program of a fake sandbox, as the program sees it. Not thread-safe. */
public final class FakeProcess {

    private final FakeExecution execution;
    private final List<String> argv;
    private final Map<String, String> env;
    private final String workdir;
    private final InputStream stdin;
    private final OutputStream stdout;
    private final OutputStream stderr;

    FakeProcess(
            FakeExecution execution,
            List<String> argv,
            Map<String, String> env,
            String workdir,
            InputStream stdin,
            OutputStream stdout,
            OutputStream stderr) {
        this.execution = execution;
        this.argv = List.copyOf(argv);
        this.env = Map.copyOf(env);
        this.workdir = workdir;
        this.stdin = stdin;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** The same execution with another command and other streams. */
    FakeProcess with(
            List<String> command,
            Map<String, String> variables,
            OutputStream out,
            OutputStream err) {
        return new FakeProcess(execution, command, variables, workdir, stdin, out, err);
    }

    FakeExecution execution() {
        return execution;
    }

    /** The program's name and its arguments. */
    public List<String> argv() {
        return argv;
    }

    public Map<String, String> env() {
        return env;
    }

    public String workdir() {
        return workdir;
    }

    public InputStream stdin() {
        return stdin;
    }

    public OutputStream stdout() {
        return stdout;
    }

    public OutputStream stderr() {
        return stderr;
    }

    /** Writes text to standard output in UTF-8. */
    public void print(String text) throws IOException {
        stdout.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a line to standard error in UTF-8. */
    public void complain(String line) throws IOException {
        stderr.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Moves the clock, at most to the request's timeout, which then ends the execution.
     *
     * @throws InterruptedException when the execution is killed
     */
    public void sleep(Duration duration) throws InterruptedException {
        execution.sleep(duration);
    }

    /** Reports that something was not allowed; the program goes on. */
    public void denied(Denial denial) {
        execution.denied(denial);
    }

    /** Ends the execution as if a limit of the capability had been breached. */
    public void breach(Breach breach) {
        execution.finish(new Outcome.LimitBreached(breach));
    }
}
