package io.bailiwick.linux.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Native memory of one thread for the arguments and results of its calls, made once.
 *
 * <p>Each part is overwritten by the next use of the same part; nothing in it outlives the step
 * that put it there. An instance belongs to the thread that {@link #current} answered, and to no
 * other.
 */
public final class ThreadMemory {

    /** Bytes of {@link #bulk}: enough for an attribute list, which is at most 64 KiB. */
    public static final int BULK_SIZE = 64 * 1024;

    /**
     * Longest string of {@link #first} and {@link #second}, as PATH_MAX has it, without its end.
     */
    public static final int LONGEST_STRING = 4095;

    private static final ThreadLocal<ThreadMemory> MEMORY =
            ThreadLocal.withInitial(ThreadMemory::new);

    private static final int STRING = LONGEST_STRING + 1;
    private static final int FIRST = 0;
    private static final int SECOND = FIRST + STRING;
    private static final int SMALL = SECOND + STRING;
    private static final int SMALL_SIZE = 256;
    private static final int STATX = SMALL + SMALL_SIZE;
    private static final int STATX_SIZE = 256;
    private static final String PREFIX = "/proc/self/fd/";
    private static final int DESCRIPTOR = STATX + STATX_SIZE;
    private static final int DESCRIPTOR_SIZE = 64;
    private static final int EMPTY = DESCRIPTOR + DESCRIPTOR_SIZE;
    private static final int BULK = EMPTY + 64;

    private final MemorySegment callState;
    private final MemorySegment memory;
    private final MemorySegment small;
    private final MemorySegment statx;
    private final MemorySegment bulk;
    private final long address;

    private ThreadMemory() {
        Arena arena = Arena.ofAuto();
        callState = arena.allocate(Linker.Option.captureStateLayout());
        memory = arena.allocate(BULK + BULK_SIZE, 64);
        small = memory.asSlice(SMALL, SMALL_SIZE);
        statx = memory.asSlice(STATX, STATX_SIZE);
        bulk = memory.asSlice(BULK, BULK_SIZE);
        address = memory.address();
        string(DESCRIPTOR, PREFIX);
    }

    /** The calling thread's own. */
    public static ThreadMemory current() {
        return MEMORY.get();
    }

    MemorySegment callState() {
        return callState;
    }

    /**
     * The address of {@code latin1} as a C string: one byte for each char, so that bytes that are
     * no UTF-8 survive.
     *
     * @throws IllegalArgumentException beyond {@link #LONGEST_STRING} chars
     */
    public long first(String latin1) {
        return string(FIRST, latin1);
    }

    /** Like {@link #first}, in a place of its own. */
    public long second(String latin1) {
        return string(SECOND, latin1);
    }

    private long string(int at, String text) {
        int length = text.length();
        if (length > LONGEST_STRING) {
            throw new IllegalArgumentException("string too long: " + length + " bytes");
        }
        for (int i = 0; i < length; i++) {
            memory.set(ValueLayout.JAVA_BYTE, at + i, (byte) text.charAt(i));
        }
        memory.set(ValueLayout.JAVA_BYTE, at + length, (byte) 0);
        return address + at;
    }

    /** The empty C string, which with AT_EMPTY_PATH means the descriptor itself. */
    public long empty() {
        return address + EMPTY;
    }

    /** {@code /proc/self/fd/} and the descriptor's number: the open file, by a path. */
    public long pathOf(int descriptor) {
        int digits = 1;
        for (int rest = descriptor / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int at = DESCRIPTOR + PREFIX.length() + digits;
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) 0);
        int rest = descriptor;
        do {
            at--;
            memory.set(ValueLayout.JAVA_BYTE, at, (byte) ('0' + rest % 10));
            rest /= 10;
        } while (rest > 0);
        return address + DESCRIPTOR;
    }

    /** 256 bytes, aligned to 8, for small structures. */
    public MemorySegment small() {
        return small;
    }

    /** The result of the last {@link FileCalls#statx}. */
    public MemorySegment statx() {
        return statx;
    }

    /** {@link #BULK_SIZE} bytes, aligned to 8, for lists. */
    public MemorySegment bulk() {
        return bulk;
    }
}
