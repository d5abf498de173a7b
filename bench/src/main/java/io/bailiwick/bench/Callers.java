package io.bailiwick.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers of a closed loop: each begins its next action when its last has ended. */
final class Callers implements AutoCloseable {

    static final int COUNT = 8;

    private final ExecutorService threads = Executors.newFixedThreadPool(COUNT);

    /** Runs the action so many times in each caller, and waits for all. */
    void each(int times, Race.Action action) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            running.add(
                    threads.submit(() -> {
                        for (int j = 0; j < times; j++) {
                            action.run();
                        }
                        return true;
                    }));
        }
        for (Future<?> caller : running) {
            caller.get();
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
