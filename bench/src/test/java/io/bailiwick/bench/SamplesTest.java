package io.bailiwick.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final long MILLISECOND = 1_000_000;

    @Test
    void quantilesAreNearestRanksOfTheSortedSamples() {
        long[] descending =
                LongStream.rangeClosed(1, 200).map(i -> (201 - i) * MILLISECOND).toArray();
        Samples samples = new Samples(descending);

        assertThat(samples.minimumMillis()).isEqualTo(1);
        assertThat(samples.medianMillis()).isEqualTo(100);
        assertThat(samples.p99Millis()).isEqualTo(198);
        assertThat(samples.meanMillis()).isEqualTo(100.5);
    }

    @Test
    void aSingleSampleIsEveryQuantile() {
        Samples samples = new Samples(3 * MILLISECOND);

        assertThat(samples.medianMillis()).isEqualTo(3);
        assertThat(samples.p99Millis()).isEqualTo(3);
    }

    @Test
    void theP99OfFewSamplesIsTheWorst() {
        Samples samples = new Samples(MILLISECOND, 9 * MILLISECOND, 2 * MILLISECOND);

        assertThat(samples.p99Millis()).isEqualTo(9);
    }

    @Test
    void noSampleAtAllIsRefused() {
        assertThatThrownBy(Samples::new).isInstanceOf(IllegalArgumentException.class);
    }
}
