package io.bailiwick.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RaceTest {

    private final List<String> order = new ArrayList<>();

    private Race.Contender contender(String name, long nanos) {
        return new Race.Contender(
                name,
                () -> {
                    order.add(name);
                    return nanos;
                });
    }

    @Test
    void contendersTakeTurnsAndEveryRoundAnotherBegins() throws Exception {
        Race.run(List.of(contender("a", 1), contender("b", 2), contender("c", 3)), 0, 3);

        assertThat(order).containsExactly("a", "b", "c", "b", "c", "a", "c", "a", "b");
    }

    @Test
    void samplesBelongToTheirContender() throws Exception {
        Map<String, Samples> samples =
                Race.run(List.of(contender("slow", 5_000_000), contender("fast", 1_000)), 0, 4);

        assertThat(Ratios.median(samples, "slow")).isEqualTo(5);
        assertThat(Ratios.median(samples, "fast")).isEqualTo(0.001);
        assertThat(Ratios.against(samples, "slow", "fast")).isEqualTo("5000.00× fast");
    }

    @Test
    void aTurnMayBeSeveralRunsAndAllOfThemCount() throws Exception {
        Map<String, Samples> samples =
                Race.run(List.of(contender("a", 1), contender("b", 2)), 1, 2, 2);

        assertThat(String.join("", order)).isEqualTo("bbaa" + "aabb" + "bbaa");
        assertThat(Ratios.of(samples, "a").count()).isEqualTo(4);
    }

    @Test
    void warmUpsRunAndDoNotCount() throws Exception {
        Map<String, Samples> samples = Race.run(List.of(contender("a", 1)), 5, 2);

        assertThat(order).hasSize(7);
        assertThat(Ratios.of(samples, "a").count()).isEqualTo(2);
    }

    @Test
    void aRatioToWhoeverDidNotRunSaysThatItIsAbsent() throws Exception {
        Map<String, Samples> samples = Race.run(List.of(contender("a", 1)), 0, 1);

        assertThat(Ratios.against(samples, "a", "bwrap")).isEqualTo("bwrap absent");
    }

    @Test
    void aTrialThatFailsEndsTheRace() {
        Race.Contender broken =
                new Race.Contender(
                        "broken",
                        () -> {
                            throw new IOException("it does not work");
                        });

        assertThatThrownBy(() -> Race.run(List.of(contender("a", 1), broken), 0, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("it does not work");
    }
}
