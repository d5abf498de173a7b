package io.bailiwick.runtime.log;

/**
 * The platform's logger of the runtime. It is looked up when there is something to say: the search
 * for a logging service opens every jar, and a short command says nothing. Thread-safe.
 */
public final class Log {

    private Log() {}

    public static void write(System.Logger.Level level, String message) {
        System.getLogger("io.bailiwick.runtime").log(level, message);
    }

    public static void write(System.Logger.Level level, String message, Throwable cause) {
        System.getLogger("io.bailiwick.runtime").log(level, message, cause);
    }
}
