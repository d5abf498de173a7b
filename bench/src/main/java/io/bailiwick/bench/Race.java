package io.bailiwick.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures contenders in turns, so that whatever slows the machine down for a while slows all of
 * them down. Each round gives every contender its turn; who begins changes with the round, so that
 * nobody always runs in the caches that the same other one left.
 */
final class Race {

    /** One measured run. */
    @FunctionalInterface
    interface Trial {
        /**
         * Runs once.
         *
         * @return the duration of the part that counts, in nanoseconds
         * @throws Exception when the run did not do what it should
         */
        long run() throws Exception;
    }

    /** A named trial. */
    record Contender(String name, Trial trial) {}

    private Race() {}

    /** Times a whole action. */
    static Trial timed(Action action) {
        return () -> {
            long start = System.nanoTime();
            action.run();
            return System.nanoTime() - start;
        };
    }

    /** Something that works or throws. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /**
     * Runs all contenders, each once in a turn.
     *
     * @param warmups rounds that are not counted
     * @param rounds rounds that are, at least one
     * @return samples by name, in the order of the contenders
     */
    static Map<String, Samples> run(List<Contender> contenders, int warmups, int rounds)
            throws Exception {
        return run(contenders, warmups, rounds, 1);
    }

    /**
     * Runs all contenders.
     *
     * @param inATurn so often each contender runs in a row, with the caches that it left itself;
     *     every one of them counts
     */
    static Map<String, Samples> run(
            List<Contender> contenders, int warmups, int rounds, int inATurn) throws Exception {
        long[][] nanos = new long[contenders.size()][rounds * inATurn];
        for (int round = -warmups; round < rounds; round++) {
            for (int turn = 0; turn < contenders.size(); turn++) {
                int index = Math.floorMod(round + turn, contenders.size());
                for (int i = 0; i < inATurn; i++) {
                    long duration = contenders.get(index).trial().run();
                    if (round >= 0) {
                        nanos[index][round * inATurn + i] = duration;
                    }
                }
            }
        }
        Map<String, Samples> samples = new LinkedHashMap<>();
        for (int i = 0; i < nanos.length; i++) {
            samples.put(contenders.get(i).name(), new Samples(nanos[i]));
        }
        return samples;
    }
}
