package io.bailiwick.cli;

import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/**
 * Initialises parts of the JDK that every run needs a moment later, on another processor while the
 * command line is read and the host is looked at. The AOT cache keeps classes but not what their
 * initialisers compute; {@link BigDecimal} alone squares its way to 5 to the power of 65,536, in
 * the interpreter.
 *
 * <p>Nothing depends on it. It touches the JDK alone: two threads that initialise classes of ours
 * from two ends could wait for each other.
 */
final class HeadStart implements Runnable {

    private HeadStart() {}

    /** Begins, and does not keep the process alive. */
    static void begin() {
        Thread thread = new Thread(new HeadStart(), "head-start");
        thread.setDaemon(true);
        thread.start();
    }

    /** In the order in which a run comes to need them. */
    @Override
    public void run() {
        // Every process that the JDK starts asks for this logger, which looks for somebody to log
        // to in every jar.
        var _ = System.getLogger("java.lang.ProcessBuilder");
        try (Arena arena = Arena.ofShared()) {
            var _ = BigDecimal.ONE.signum();
            var _ = MessageDigest.getInstance("SHA-256");
            var _ = Instant.EPOCH.toString();
            var _ = arena.allocate(1).asByteBuffer();
        } catch (NoSuchAlgorithmException e) {
            // Whoever needs it says so.
        }
    }
}
