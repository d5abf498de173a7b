package io.bailiwick.linux.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotsTest {
    private final Slots<Long> slots = new Slots<>(1);

    @Test
    void theFirstNumberIsTheOneAskedFor() {
        assertThat(slots.add(number -> number)).isEqualTo(1);
    }

    @Test
    void aPlaceThatIsUsedAgainHasAnotherNumber() {
        long first = slots.add(number -> number);
        slots.remove(first);

        long second = slots.add(number -> number);

        assertThat((int) second).isEqualTo((int) first);
        assertThat(second).isNotEqualTo(first);
        assertThat(slots.remove(first)).isFalse();
    }

    @Test
    void manyAreFoundAfterGrowing() {
        for (int i = 0; i < 10_000; i++) {
            long number = slots.add(given -> given);
            assertThat(slots.at(number)).isEqualTo(number);
        }
        assertThat(slots.at(77)).isEqualTo(77);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(slots.at(-1)).isNull();
        assertThat(slots.at(5)).isNull();
        assertThat(slots.at(Long.MAX_VALUE)).isNull();
    }
}
