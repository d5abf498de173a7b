package io.bailiwick.runtime.wire;

/** Types of frames, as in {@code wire.h}. */
public final class FrameType {

    public static final int VERSION = 1;
    public static final int HEADER_BYTES = 12;

    /** The longest payload that either side accepts, in bytes. */
    public static final int MAX_PAYLOAD = 1 << 20;

    public static final int REQUEST_LAUNCH = 0x01;
    public static final int REQUEST_KILL = 0x02;
    public static final int REPLY_LAUNCHED = 0x11;
    public static final int REPLY_FAILED = 0x12;
    public static final int REPLY_KILLED = 0x13;

    public static final int CONFIG = 0x20;
    public static final int EXEC = 0x21;
    public static final int STDIN = 0x22;
    public static final int STDIN_END = 0x23;
    public static final int SIGNAL = 0x24;
    public static final int CREDIT = 0x25;
    public static final int KILL = 0x26;

    public static final int READY = 0x30;
    public static final int STDOUT = 0x32;
    public static final int STDERR = 0x33;
    public static final int STDIN_CREDIT = 0x34;
    public static final int EXITED = 0x35;
    public static final int FAILED = 0x36;

    private FrameType() {}
}
