package io.bailiwick.cli;

import io.bailiwick.CapabilityRefusedException;
import io.bailiwick.CommandNotFoundException;
import io.bailiwick.Denial;
import io.bailiwick.ExecResult;
import io.bailiwick.Outcome;
import io.bailiwick.RefusalReason;
import io.bailiwick.SandboxException;
import io.bailiwick.SandboxInfo;
import io.bailiwick.policy.diagnostics.Printable;
import io.bailiwick.policy.diagnostics.Problem;
import io.bailiwick.policy.diagnostics.ProblemRenderer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says on standard error, or as JSON, what became of a run. */
final class RunReporter {

    private final Console console;
    private final RunCommand.Options options;

    RunReporter(Console console, RunCommand.Options options) {
        this.console = console;
        this.options = options;
    }

    private boolean chatty() {
        return !options.json() && !options.quiet();
    }

    /** The file was not accepted. */
    int invalid(List<Problem> problems, String text, String rendered) {
        if (options.json()) {
            json(RunJson.error("invalid_configuration", text, "", problems, RunSession.ours()));
        } else {
            console.err(rendered);
        }
        return RunSession.ours();
    }

    /** The linter found a way out of the sandbox. */
    int dangerous(CapabilityFile file, List<Problem> findings) {
        return invalid(
                findings,
                "the capability gives the agent a way out of the sandbox",
                ProblemRenderer.render(findings, file.name()));
    }

    void warnings(CapabilityFile file, List<Problem> findings) {
        if (chatty()) {
            console.err(ProblemRenderer.render(findings, file.name()));
        }
    }

    /** This host cannot hold it; each reason at its place in the file. */
    int refused(CapabilityFile file, CapabilityRefusedException refusal) {
        List<Problem> problems = new ArrayList<>();
        for (RefusalReason reason : refusal.reasons()) {
            problems.add(
                    file.locate(
                            Problem.error(
                                    reason.control(),
                                    RunTexts.refusal(file, reason),
                                    Optional.of(reason.remedy()))));
        }
        if (options.json()) {
            json(
                    RunJson.error(
                            refusal.code().id(),
                            String.valueOf(refusal.getMessage()),
                            refusal.remedy(),
                            problems,
                            refusal.code().exitStatus()));
        } else {
            console.err(
                    "[sandbox] error: capability refused on this host\n"
                            + ProblemRenderer.render(problems, file.name()));
        }
        return refusal.code().exitStatus();
    }

    /** Any other failure of ours or of the caller. */
    int failed(SandboxException failure) {
        int status = failure.code().exitStatus();
        String message = String.valueOf(failure.getMessage());
        if (options.json()) {
            json(RunJson.error(failure.code().id(), message, failure.remedy(), List.of(), status));
        } else if (failure instanceof CommandNotFoundException) {
            console.err("[sandbox] error: " + message + "; " + failure.remedy() + "\n");
        } else {
            console.err("[sandbox] error: " + message + "\n  help: " + failure.remedy() + "\n");
        }
        return status;
    }

    void created(CapabilityFile file, SandboxInfo info) {
        if (chatty()) {
            if (file.parsed().isEmpty()) {
                console.err(RunTexts.DEFAULT_PROFILE);
            }
            console.err(RunTexts.created(info) + RunTexts.running(options.command()));
        }
    }

    void finished(CapabilityFile file, SandboxInfo info, ExecResult result, boolean withinLine) {
        if (options.json()) {
            json(RunJson.result(info, options.command(), result));
            return;
        }
        StringBuilder text = new StringBuilder();
        boolean lost = result.outcome() instanceof Outcome.Lost;
        if (withinLine && (chatty() || lost || result.killedBecause().isPresent())) {
            text.append('\n');
        }
        if (lost) {
            text.append("[sandbox] error: the end is not known: ")
                    .append(Printable.clean(result.outcome().reason()))
                    .append('\n');
        }
        result.killedBecause()
                .ifPresent(reason ->
                        text.append(console.coloured("[sandbox] killed: " + reason, false))
                                .append('\n'));
        for (Denial denial : result.denials()) {
            text.append(RunTexts.denied(denial, file));
        }
        if (chatty()) {
            text.append('\n')
                    .append(console.coloured(RunTexts.finished(result), result.success()))
                    .append('\n');
        }
        console.err(text.toString());
    }

    /** Standard output takes nothing any more. */
    int outputLost(IOException cause) {
        if (Console.outputHasReader()) {
            if (chatty()) {
                console.err("[sandbox] killed: standard output was closed by its reader\n");
            }
            return Cli.BROKEN_PIPE;
        }
        console.err(
                "[sandbox] error: cannot write standard output: "
                        + Printable.clean(String.valueOf(cause.getMessage()))
                        + "\n");
        return RunSession.ours();
    }

    private void json(Map<String, Object> value) {
        String line = io.bailiwick.policy.Json.compact(value) + "\n";
        if (options.result().isEmpty()) {
            console.err(line);
            return;
        }
        try {
            Files.writeString(options.result().get(), line);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the result: " + e.getMessage(), e);
        }
    }
}
