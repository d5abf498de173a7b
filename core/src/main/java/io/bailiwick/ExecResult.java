package io.bailiwick;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command did.
 *
 * @param command the command as a person would write it
 * @param out standard output; the command's bytes alone
 * @param err standard error; the command's bytes alone
 * @param duration from the start to the end of the process tree
 * @param denials what the command tried and was not allowed to do
 * @param enforcement how each control was held while it ran
 */
public record ExecResult(
        String command,
        Outcome outcome,
        Captured out,
        Captured err,
        Duration duration,
        Usage usage,
        List<Denial> denials,
        List<Enforcement> enforcement) {

    public ExecResult {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must not be negative: " + duration);
        }
        denials = List.copyOf(denials);
        enforcement = List.copyOf(enforcement);
    }

    /** n; -signal; -9 when killed by us; -1 when lost. */
    public int exitCode() {
        return outcome.exitCode();
    }

    /** The captured standard output as UTF-8, with U+FFFD for what is not. */
    public String stdout() {
        return out.text();
    }

    /** The captured standard error as UTF-8, with U+FFFD for what is not. */
    public String stderr() {
        return err.text();
    }

    /** Standard output and standard error, those that are not empty, joined by a newline. */
    public String output() {
        if (out.size() == 0) {
            return stderr();
        }
        return err.size() == 0 ? stdout() : stdout() + "\n" + stderr();
    }

    /** Whether the command ended by itself with code 0. */
    public boolean success() {
        return exitCode() == 0;
    }

    /** Whether the request's timeout ended the command. */
    public boolean timedOut() {
        return outcome instanceof Outcome.TimedOut;
    }

    /** Whether output was cut. */
    public boolean truncated() {
        return out.truncated() || err.truncated();
    }

    /** Why we killed the command, when we did. */
    public Optional<String> killedBecause() {
        return outcome.killedByUs() ? Optional.of(outcome.reason()) : Optional.empty();
    }

    /** The duration in milliseconds with two decimals. */
    public double durationMs() {
        return BigDecimal.valueOf(duration.toNanos(), 6)
                .setScale(2, RoundingMode.HALF_EVEN)
                .doubleValue();
    }

    /** See {@link Usage#toMap()}. */
    public Map<String, Number> resourceUsage() {
        return usage.toMap();
    }

    /** This result as plain values; see {@link SandboxResult}. */
    public SandboxResult toSandboxResult() {
        String text =
                killedBecause()
                        .map(reason -> stderr() + "\n[sandbox] killed: " + reason)
                        .orElseGet(this::stderr);
        return new SandboxResult(exitCode(), stdout(), text, durationMs(), resourceUsage());
    }

    /**
     * This result when the command succeeded; otherwise an exception, the first of these that
     * applies.
     *
     * @throws CommandTimeoutException when the request's timeout ended the command
     * @throws ResourceLimitExceededException when a limit of the capability did
     * @throws CancelledException when the caller gave up
     * @throws SupervisorException when the end is not known
     * @throws PermissionDeniedException when the command failed and something was denied to it
     * @throws CommandExecutionException when the command failed
     */
    public ExecResult raiseOnError() {
        if (success()) {
            return this;
        }
        switch (outcome) {
            case Outcome.TimedOut o -> throw new CommandTimeoutException(this, o.after());
            case Outcome.LimitBreached o ->
                    throw new ResourceLimitExceededException(this, o.breach(), o.reason());
            case Outcome.Cancelled o -> throw new CancelledException(command + ": " + o.reason());
            case Outcome.Lost o -> throw new SupervisorException(command + ": " + o.reason());
            case Outcome.Exited o -> throw failure();
            case Outcome.Signalled o -> throw failure();
        }
    }

    private SandboxException failure() {
        return denials.isEmpty()
                ? new CommandExecutionException(this)
                : new PermissionDeniedException(this, denials.getFirst());
    }
}
