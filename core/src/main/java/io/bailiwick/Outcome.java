package io.bailiwick;

import java.time.Duration;
import java.util.Locale;

/** How an execution ended. */
public sealed interface Outcome {

    /** What {@link ExecResult#exitCode()} says: n, -signal, -9 killed by us, -1 lost. */
    int exitCode();

    /**
     * What a shell would report as {@code $?} and {@code bailiwick run} ends with: n, 128+signal,
     * 124 for a timeout, 137 for a breached limit, 130 when cancelled, 125 when lost.
     */
    int exitStatus();

    /** One line for a person. */
    String reason();

    /** The kind of outcome in JSON and in the audit, such as {@code timed_out}. */
    String word();

    /** Whether we ended the command: it timed out, breached a limit or was cancelled. */
    boolean killedByUs();

    /** The command ended by itself with a code of 0 to 255. */
    record Exited(int code) implements Outcome {
        public Exited {
            if (code < 0 || code > 255) {
                throw new IllegalArgumentException("exit code must be 0 to 255: " + code);
            }
        }

        @Override
        public int exitCode() {
            return code;
        }

        @Override
        public int exitStatus() {
            return code;
        }

        @Override
        public String reason() {
            return "exited with code " + code;
        }

        @Override
        public String word() {
            return "exited";
        }

        @Override
        public boolean killedByUs() {
            return false;
        }
    }

    /** A signal of 1 to 64 that was not ours ended the command. */
    record Signalled(int signal) implements Outcome {
        public Signalled {
            if (signal < 1 || signal > 64) {
                throw new IllegalArgumentException("signal must be 1 to 64: " + signal);
            }
        }

        @Override
        public int exitCode() {
            return -signal;
        }

        @Override
        public int exitStatus() {
            return 128 + signal;
        }

        @Override
        public String reason() {
            return "ended by " + Signal.nameOf(signal);
        }

        @Override
        public String word() {
            return "signalled";
        }

        @Override
        public boolean killedByUs() {
            return false;
        }
    }

    /** The request's timeout passed and the process tree was killed. */
    record TimedOut(Duration after) implements Outcome {
        @Override
        public int exitCode() {
            return -Signal.KILL.number();
        }

        @Override
        public int exitStatus() {
            return 124;
        }

        @Override
        public String reason() {
            return String.format(
                    Locale.ROOT,
                    "wall-clock timeout of %.1fs exceeded",
                    after.toNanos() / 1_000_000_000.0);
        }

        @Override
        public String word() {
            return "timed_out";
        }

        @Override
        public boolean killedByUs() {
            return true;
        }
    }

    /**
     * A limit of the capability was breached and the process tree was killed.
     *
     * @param reason one line for a person, such as {@link Breach#describe()}
     */
    record LimitBreached(Breach breach, String reason) implements Outcome {

        public LimitBreached(Breach breach) {
            this(breach, breach.describe());
        }

        @Override
        public int exitCode() {
            return -Signal.KILL.number();
        }

        @Override
        public int exitStatus() {
            return 128 + Signal.KILL.number();
        }

        @Override
        public String word() {
            return "limit_breached";
        }

        @Override
        public boolean killedByUs() {
            return true;
        }
    }

    /** The caller gave up: an interrupted thread, {@link Execution#kill()} or a stopped sandbox. */
    record Cancelled() implements Outcome {
        @Override
        public int exitCode() {
            return -Signal.KILL.number();
        }

        @Override
        public int exitStatus() {
            return 128 + Signal.INT.number();
        }

        @Override
        public String reason() {
            return "cancelled by the caller";
        }

        @Override
        public String word() {
            return "cancelled";
        }

        @Override
        public boolean killedByUs() {
            return true;
        }
    }

    /** How the command ended cannot be known, for example because the sandbox vanished. */
    record Lost(String reason) implements Outcome {
        @Override
        public int exitCode() {
            return -1;
        }

        @Override
        public int exitStatus() {
            return 125;
        }

        @Override
        public String word() {
            return "lost";
        }

        @Override
        public boolean killedByUs() {
            return false;
        }
    }
}
