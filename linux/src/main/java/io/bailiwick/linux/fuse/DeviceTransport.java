package io.bailiwick.linux.fuse;

import io.bailiwick.linux.ffi.Errno;
import io.bailiwick.linux.ffi.ThreadCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Platform threads, each pinned to one processor, each with a descriptor of the connection.
 *
 * <p>A request is served on the thread that read it. Pinned, because a round trip costs what waking
 * the other processor costs: about 9 µs with two pinned threads on two processors, and 50 µs with
 * one thread. At least two, because one may wait for a disk.
 */
final class DeviceTransport implements Transport {
    private static final System.Logger LOG = System.getLogger(DeviceTransport.class.getName());
    private static final int LEAST_THREADS = 2;

    private final FuseDevice device;
    private final Session session;
    private final FileSystem files;
    private final List<FuseDevice> descriptors = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private CountDownLatch running = new CountDownLatch(0);

    DeviceTransport(FuseDevice device, Session session, FileSystem files) {
        this.device = device;
        this.session = session;
        this.files = files;
    }

    @Override
    public void start() throws IOException {
        int[] processors = ThreadCalls.affinity().stream().toArray();
        int count = Math.max(LEAST_THREADS, processors.length);
        descriptors.add(device);
        for (int i = 1; i < count; i++) {
            descriptors.add(device.duplicate());
        }
        running = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            FuseDevice own = descriptors.get(i);
            int processor = processors.length == 0 ? -1 : processors[i % processors.length];
            threads.add(
                    Thread.ofPlatform()
                            .name("fuse-" + device.descriptor() + "-" + i)
                            .daemon()
                            .start(() -> serve(own, processor)));
        }
    }

    private void serve(FuseDevice own, int processor) {
        try (Arena arena = Arena.ofConfined()) {
            if (ThreadCalls.pin(processor) < 0) {
                LOG.log(System.Logger.Level.DEBUG, "a worker is not pinned to a processor");
            }
            if (ThreadCalls.ownClearUmask() < 0) {
                LOG.log(System.Logger.Level.WARNING, "the process's umask applies to new files");
            }
            MemorySegment request = arena.allocate(Protocol.REQUEST_SIZE, 4096);
            MemorySegment reply = arena.allocate(Protocol.REPLY_SIZE, 4096);
            Dispatcher dispatcher = new Dispatcher(session, files, request, reply);
            while (true) {
                int length = own.receive(request);
                if (length < 0) {
                    if (ends(length)) {
                        return;
                    }
                    continue;
                }
                int answer = dispatcher.dispatch(length);
                if (answer > 0) {
                    send(own, reply, answer);
                }
            }
        } finally {
            running.countDown();
        }
    }

    /** ENOENT is a request that was interrupted while it was being read. */
    private static boolean ends(int error) {
        return switch (-error) {
            case Errno.EINTR, Errno.EAGAIN, Errno.ENOENT -> false;
            case Errno.ENODEV, Errno.ECONNABORTED -> true;
            default -> {
                LOG.log(System.Logger.Level.ERROR, "/dev/fuse cannot be read: errno " + -error);
                yield true;
            }
        };
    }

    /** A reply that nobody waits for any more (ENOENT), or whose mount is gone, is no failure. */
    private static void send(FuseDevice own, MemorySegment reply, int length) {
        int result = own.send(reply, length);
        if (result < 0 && result != -Errno.ENOENT && result != -Errno.ENODEV) {
            LOG.log(System.Logger.Level.ERROR, "a reply was refused: errno " + -result);
        }
    }

    @Override
    public boolean await(Duration patience) throws InterruptedException {
        return running.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The caller of {@link #start} keeps the device that it came with. */
    @Override
    public void close() {
        descriptors.stream().skip(1).forEach(FuseDevice::close);
    }
}
