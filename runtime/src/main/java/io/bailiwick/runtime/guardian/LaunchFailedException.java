package io.bailiwick.runtime.guardian;

import java.io.IOException;

/**
 * The launcher could not build a sandbox.
 *
 * <p>Carries the step that failed, what it was about, and the kernel's answer.
 */
public final class LaunchFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    /** The stage that the guardian names when the launcher was killed before it could say why. */
    private static final String KILLED = "killed";

    private final int errno;
    private final String stage;
    private final String detail;

    LaunchFailedException(int errno, String stage, String detail, String text) {
        super(message(errno, stage, detail, text));
        this.errno = errno;
        this.stage = stage;
        this.detail = detail;
    }

    /** The kernel's error number, 0 when there was none. */
    public int errno() {
        return errno;
    }

    /** The step, such as {@code overlay} or {@code bubblewrap}. */
    public String stage() {
        return stage;
    }

    /** What the step was about, such as a path. */
    public String detail() {
        return detail;
    }

    /**
     * Whether it says nothing about this host or the capability: the launcher was killed, or it was
     * kept waiting, as by a file system whose server does not answer.
     */
    public boolean lost() {
        return stage.equals(KILLED) || errno == Errno.ETIMEDOUT;
    }

    private static String message(int errno, String stage, String detail, String text) {
        StringBuilder message = new StringBuilder("launcher: ").append(stage);
        if (!detail.isEmpty()) {
            message.append(' ').append(detail);
        }
        if (errno != 0) {
            message.append(": ").append(Errno.describe(errno));
        }
        if (!text.isBlank()) {
            message.append(": ").append(text.strip());
        }
        return message.toString();
    }
}
