package io.bailiwick.linux.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames that the kernel would never send, over a real directory. */
class DispatcherFuzzTest {
    private static final int FRAMES = 60_000;
    private static final long ROOT = FileSystem.ROOT;

    @TempDir private Path directory;

    private final List<String> failures = new ArrayList<>();
    private final Logger logger = Logger.getLogger(Dispatcher.class.getName());
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord record) {
                    failures.add(record.getMessage() + ": " + record.getThrown());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    @Test
    void randomAndMutatedFramesAreAnsweredOrRefused() throws IOException {
        Path root = Files.createDirectory(directory.resolve("tree"));
        Path outside = Files.writeString(directory.resolve("outside"), "untouched");
        Random random = new Random(20260101);
        try (Served served = new Served(root, Served.WITHOUT_PASSTHROUGH)) {
            List<byte[]> samples = List.of();
            int good = 0;
            for (int i = 0; i < FRAMES; i++) {
                if (i % 100 == 0) {
                    // Nodes and handles of before have been forgotten and released meanwhile.
                    restore(root);
                    samples = samples(served);
                }
                byte[] frame = mutate(samples.get(random.nextInt(samples.size())), random);

                int length = served.send(frame);

                if (length != 0) {
                    assertThat(served.lengthSaid()).isEqualTo(length).isGreaterThanOrEqualTo(16);
                    assertThat(served.error()).isBetween(0, 4095);
                    good += served.error() == 0 ? 1 : 0;
                }
                assertThat(failures).isEmpty();
            }
            assertThat(good).as("frames that did something").isGreaterThan(FRAMES / 5);
        }
        assertThat(outside).hasContent("untouched");
        try (var names = Files.list(directory)) {
            assertThat(names).containsExactlyInAnyOrder(root, outside);
        }
    }

    private static void restore(Path root) throws IOException {
        if (!Files.isDirectory(root.resolve("d"), LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(root.resolve("d"));
            Files.createDirectories(root.resolve("d"));
        }
        if (!Files.isRegularFile(root.resolve("f"), LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(root.resolve("f"));
            Files.writeString(root.resolve("f"), "content");
        }
        if (!Files.isSymbolicLink(root.resolve("s"))) {
            Files.deleteIfExists(root.resolve("s"));
            Files.createSymbolicLink(root.resolve("s"), Path.of("../outside"));
        }
    }

    private static List<byte[]> samples(Served served) {
        long f = served.lookup(ROOT, "f");
        long d = served.lookup(ROOT, "d");
        long s = served.lookup(ROOT, "s");
        served.ask(Frame.of(Protocol.OPEN, f).int32(2, 0));
        long fh = served.int64(0);
        served.ask(Frame.of(Protocol.OPENDIR, ROOT).int32(0, 0));
        long dh = served.int64(0);
        List<Frame> frames =
                List.of(
                        Frame.of(Protocol.LOOKUP, ROOT).text("f"),
                        Frame.of(Protocol.LOOKUP, d).text("g"),
                        Frame.of(Protocol.GETATTR, f).int64(1, fh),
                        Frame.of(Protocol.STATX, f).int64(0, fh).int32(0, 0xfff),
                        setattr(f, fh),
                        Frame.of(Protocol.READLINK, s),
                        Frame.of(Protocol.SYMLINK, d).text("l").text("../outside"),
                        Frame.of(Protocol.MKNOD, d).int32(0100644, 0, 0, 0).text("n"),
                        Frame.of(Protocol.MKNOD, d).int32(0010644, 0, 0, 0).text("p"),
                        Frame.of(Protocol.MKDIR, d).int32(0755, 0).text("e"),
                        Frame.of(Protocol.UNLINK, d).text("n"),
                        Frame.of(Protocol.RMDIR, d).text("e"),
                        Frame.of(Protocol.RENAME, d).int64(ROOT).text("n").text("m"),
                        Frame.of(Protocol.RENAME2, d).int64(ROOT).int32(2, 0).text("n").text("m"),
                        Frame.of(Protocol.LINK, d).int64(f).text("h"),
                        Frame.of(Protocol.OPEN, f).int32(2, 0),
                        Frame.of(Protocol.CREATE, d).int32(0102, 0100644, 0, 0).text("c"),
                        Frame.of(Protocol.CREATE, d).int32(1, 0100644, 0, 0).text("p"),
                        Frame.of(Protocol.TMPFILE, d).int32(2, 0100600, 0, 0).text("#1"),
                        Frame.of(Protocol.READ, f).int64(fh, 0).int32(4096, 0).int64(0, 0),
                        Frame.of(Protocol.WRITE, f)
                                .int64(fh, 3)
                                .int32(4, 0)
                                .int64(0, 0)
                                .int32(0x64636261),
                        Frame.of(Protocol.FLUSH, f).int64(fh, 0, 0),
                        Frame.of(Protocol.RELEASE, f).int64(fh, 0, 0),
                        Frame.of(Protocol.FALLOCATE, f).int64(fh, 0, 100, 0),
                        Frame.of(Protocol.LSEEK, f).int64(fh, 0, 4),
                        Frame.of(Protocol.COPY_FILE_RANGE, f).int64(fh, 0, f, fh, 100, 10, 0),
                        Frame.of(Protocol.OPENDIR, d).int32(0, 0),
                        Frame.of(Protocol.READDIR, ROOT).int64(dh, 0).int32(4096, 0).int64(0, 0),
                        Frame.of(Protocol.READDIRPLUS, ROOT)
                                .int64(dh, 0)
                                .int32(4096, 0)
                                .int64(0, 0),
                        Frame.of(Protocol.STATFS, ROOT),
                        Frame.of(Protocol.SETXATTR, f).int32(3, 0).text("user.a").raw(new byte[3]),
                        Frame.of(Protocol.GETXATTR, f).int32(100, 0).text("user.a"),
                        Frame.of(Protocol.LISTXATTR, f).int32(100, 0),
                        Frame.of(Protocol.REMOVEXATTR, f).text("user.a"),
                        Frame.of(Protocol.ACCESS, f).int32(7, 0),
                        Frame.of(Protocol.FORGET, f).int64(1),
                        Frame.of(Protocol.BATCH_FORGET, 0).int32(2, 0).int64(f, 1, d, 1),
                        Frame.of(Protocol.INTERRUPT, 0).int64(1),
                        Frame.of(Protocol.IOCTL, f).int64(fh, 0, 0, 0),
                        Frame.of(Protocol.INIT, 0).int32(7, 45, 0, -1, -1).raw(new byte[44]));
        return frames.stream().map(Frame::bytes).toList();
    }

    private static Frame setattr(long node, long handle) {
        return Frame.of(Protocol.SETATTR, node)
                .int64(8 + 64 + 16 + 32, handle, 1000, 0, 1, 2, 3)
                .int32(1, 2, 3, 0644, 0, 0, 0, 0);
    }

    private static byte[] mutate(byte[] sample, Random random) {
        int kind = random.nextInt(8);
        if (kind == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return consistent(noise, random);
        }
        byte[] frame =
                kind == 1
                        ? java.util.Arrays.copyOf(sample, random.nextInt(sample.length + 20))
                        : sample.clone();
        int changes = kind < 4 ? random.nextInt(6) : 0;
        for (int i = 0; i < changes && frame.length > 0; i++) {
            frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
        }
        return consistent(frame, random);
    }

    /** Mostly a right length, and no number that would fill the disk or lock the test out. */
    private static byte[] consistent(byte[] frame, Random random) {
        if (frame.length < Protocol.IN_HEADER) {
            return frame;
        }
        ByteBuffer view = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if (random.nextInt(10) != 0) {
            view.putInt(0, frame.length);
        }
        int body = Protocol.IN_HEADER;
        switch (view.getInt(4)) {
            case Protocol.FALLOCATE -> {
                limit(view, body + 8);
                limit(view, body + 16);
            }
            case Protocol.COPY_FILE_RANGE, Protocol.COPY_FILE_RANGE_64 -> limit(view, body + 40);
            case Protocol.SETATTR -> {
                limit(view, body + 16);
                if (frame.length >= body + 4) {
                    // Neither mode nor owner: the directory has to be removed afterwards.
                    view.putInt(body, view.getInt(body) & ~7);
                }
            }
            case Protocol.MKDIR -> {
                if (frame.length >= body + 4) {
                    view.putInt(body, 0755);
                }
            }
            default -> {}
        }
        return frame;
    }

    private static void limit(ByteBuffer view, int at) {
        if (view.capacity() >= at + 8) {
            view.putLong(at, view.getLong(at) & 0xffff);
        }
    }
}
