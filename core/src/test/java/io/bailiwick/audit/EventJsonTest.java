package io.bailiwick.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.Breach;
import io.bailiwick.Outcome;
import io.bailiwick.SandboxEvent;
import io.bailiwick.Usage;
import io.bailiwick.policy.SandboxTier;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class EventJsonTest {

    private static final Breach BREACH =
            new Breach("max_pids", BigDecimal.TEN, BigDecimal.ONE, "processes");

    private static List<SandboxEvent> oneOfEach() {
        return List.of(
                new SandboxEvent.Created(
                        "s", "h", SandboxTier.SECCOMP, Path.of("/"), Map.of(), Map.of(), List.of()),
                new SandboxEvent.Refused("s", "h", SandboxTier.SECCOMP, List.of()),
                AuditFixture.executed(List.of("a")),
                new SandboxEvent.LimitBreached("s", "e", BREACH, "r"),
                new SandboxEvent.Destroyed("s", "r"));
    }

    @Test
    void everyEventHasASchemaAndAKindOfItsOwn() {
        assertThat(oneOfEach())
                .extracting(Object::getClass)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder((Object[]) SandboxEvent.class.getPermittedSubclasses());
        assertThat(oneOfEach()).extracting(SandboxEvent::kind).doesNotHaveDuplicates();
        for (SandboxEvent event : oneOfEach()) {
            assertThat(EventJson.record(event)).as(event.kind()).isNotEmpty();
        }
    }

    @Test
    void everyOutcomeHasATypeOfItsOwn() {
        List<Outcome> outcomes =
                List.of(
                        new Outcome.Exited(0),
                        new Outcome.Signalled(15),
                        new Outcome.TimedOut(Duration.ofSeconds(2)),
                        new Outcome.LimitBreached(BREACH),
                        new Outcome.Cancelled(),
                        new Outcome.Lost("x"));

        assertThat(outcomes).hasSameSizeAs(Outcome.class.getPermittedSubclasses());
        assertThat(outcomes)
                .extracting(EventJsonTest::type)
                .containsExactly(
                        "exited", "signalled", "timed_out", "limit_breached", "cancelled", "lost");
    }

    private static Object type(Outcome outcome) {
        SandboxEvent event =
                new SandboxEvent.Executed(
                        "s", "e", List.of("a"), outcome, Duration.ZERO, Usage.NONE, List.of());
        return EventJson.record(event).get("outcome") instanceof Map<?, ?> map
                ? String.valueOf(map.get("type"))
                : "no outcome";
    }
}
