package io.bailiwick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.Signal;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SignalRelayTest {

    private final AtomicLong nanos = new AtomicLong();
    private final SignalRelay relay = new SignalRelay(nanos::get);
    private final Recorder agent = new Recorder();

    /** An execution that writes down what is done to it. */
    private static final class Recorder implements Execution {
        final List<String> received = new ArrayList<>();

        @Override
        public void signal(Signal signal) {
            received.add(signal.name());
        }

        @Override
        public void kill() {
            received.add("killed");
        }

        @Override
        public String id() {
            return "1";
        }

        @Override
        public ExecRequest request() {
            return ExecRequest.ofArgv("agent");
        }

        @Override
        public OutputStream stdin() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream stdout() {
            return InputStream.nullInputStream();
        }

        @Override
        public InputStream stderr() {
            return InputStream.nullInputStream();
        }

        @Override
        public Optional<ExecResult> poll() {
            return Optional.empty();
        }

        @Override
        public ExecResult join() {
            throw new AssertionError("nobody waits here");
        }
    }

    @Test
    void signalsReachTheAgentInOrder() {
        relay.attach(agent);
        relay.receive(Signal.TERM);
        relay.receive(Signal.HUP);
        relay.receive(Signal.INT);
        assertThat(agent.received).containsExactly("TERM", "HUP", "INT");
    }

    @Test
    void aSecondInterruptWithinASecondKills() {
        relay.attach(agent);
        relay.receive(Signal.INT);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        relay.receive(Signal.INT);
        assertThat(agent.received).containsExactly("INT", "killed");
    }

    @Test
    void aSecondInterruptLaterIsPassedOn() {
        relay.attach(agent);
        relay.receive(Signal.INT);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        relay.receive(Signal.INT);
        assertThat(agent.received).containsExactly("INT", "INT");
    }

    @Test
    void twoTermsDoNotKill() {
        relay.attach(agent);
        relay.receive(Signal.TERM);
        relay.receive(Signal.TERM);
        assertThat(agent.received).containsExactly("TERM", "TERM");
    }

    @Test
    void aSignalBeforeTheStartDecidesTheExitStatus() {
        assertThat(relay.beforeStart()).isEmpty();
        relay.receive(Signal.TERM);
        assertThat(relay.beforeStart()).contains(143);
    }

    @Test
    void aSignalBetweenCheckAndStartIsNotLost() {
        relay.receive(Signal.INT);
        relay.attach(agent);
        assertThat(agent.received).containsExactly("INT");
    }

    @Test
    void afterTheEndNobodyIsDisturbed() {
        relay.attach(agent);
        relay.close();
        relay.receive(Signal.INT);
        assertThat(agent.received).isEmpty();
    }
}
