package io.bailiwick.linux.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * System calls by number, from {@code asm/unistd_64.h} and {@code asm-generic/unistd.h}.
 *
 * <p>{@code long syscall(long number, ...)} is safe to bind: it takes integers only, and what a
 * call does with an address is said where the call is.
 */
enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    LSEEK(8, 62),
    IOCTL(16, 29),
    PREAD64(17, 67),
    PWRITE64(18, 68),
    FSYNC(74, 82),
    FDATASYNC(75, 83),
    TRUNCATE(76, 45),
    FTRUNCATE(77, 46),
    FSTATFS(138, 44),
    UMASK(95, 166),
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    SETXATTR(188, 5),
    GETXATTR(191, 8),
    LISTXATTR(194, 11),
    REMOVEXATTR(197, 14),
    SCHED_SETAFFINITY(203, 122),
    SCHED_GETAFFINITY(204, 123),
    GETDENTS64(217, 61),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    FCHOWNAT(260, 54),
    UNLINKAT(263, 35),
    LINKAT(265, 37),
    SYMLINKAT(266, 36),
    READLINKAT(267, 78),
    FCHMODAT(268, 53),
    UNSHARE(272, 97),
    UTIMENSAT(280, 88),
    FALLOCATE(285, 47),
    RENAMEAT2(316, 276),
    COPY_FILE_RANGE(326, 285),
    STATX(332, 291),
    OPENAT2(437, 437);

    private final long number;

    SystemCall(long x86, long arm) {
        number = OpenFlags.AARCH64 ? arm : x86;
    }

    /** The result, or the negated errno. */
    long call(long a, long b, long c, long d, long e, long f) {
        MemorySegment state = ThreadMemory.current().callState();
        long result;
        try {
            result = (long) Binding.SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw new IllegalStateException("a downcall never throws", thrown);
        }
        return result == -1 ? -state.get(ValueLayout.JAVA_INT, 0) : result;
    }

    long call(long a, long b, long c, long d, long e) {
        return call(a, b, c, d, e, 0);
    }

    long call(long a, long b, long c, long d) {
        return call(a, b, c, d, 0, 0);
    }

    long call(long a, long b, long c) {
        return call(a, b, c, 0, 0, 0);
    }

    long call(long a, long b) {
        return call(a, b, 0, 0, 0, 0);
    }

    long call(long a) {
        return call(a, 0, 0, 0, 0, 0);
    }

    /** Apart, so that naming a constant links nothing. */
    private static final class Binding {
        static final MethodHandle SYSCALL = link();

        private Binding() {}

        @SuppressWarnings("restricted")
        private static MethodHandle link() {
            Linker linker = Linker.nativeLinker();
            MemoryLayout number = ValueLayout.JAVA_LONG;
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            number, number, number, number, number, number, number, number),
                    Linker.Option.firstVariadicArg(1),
                    Linker.Option.captureCallState("errno"));
        }
    }
}
