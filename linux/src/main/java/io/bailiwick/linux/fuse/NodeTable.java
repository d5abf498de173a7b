package io.bailiwick.linux.fuse;

import io.bailiwick.linux.ffi.FileCalls;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Nodes by number and by inode, so that hard links share a node. Thread-safe; forgetting locks one
 * inode at a time, for the kernel forgets by the thousand.
 */
final class NodeTable {

    private record Key(long device, long inode) {}

    private final ConcurrentHashMap<Key, Node> byInode = new ConcurrentHashMap<>();
    private final Slots<Node> byNumber = new Slots<>((int) FileSystem.ROOT);
    private final Consumer<Node> dropped;

    /**
     * @param dropped told of each node that is gone, before its descriptor is closed
     */
    NodeTable(Consumer<Node> dropped) {
        this.dropped = dropped;
    }

    /** Counts a lookup; the descriptor is the table's from here on. The first node is the root. */
    Node acquire(int descriptor, long device, long inode, int type) {
        Node node =
                byInode.compute(
                        new Key(device, inode),
                        (key, known) -> {
                            Node found =
                                    known != null
                                            ? known
                                            : byNumber.add(id ->
                                                    new Node(id, descriptor, device, inode, type));
                            found.lookups++;
                            return found;
                        });
        if (node.descriptor != descriptor) {
            FileCalls.close(descriptor);
        }
        return node;
    }

    @Nullable Node find(long id) {
        Node node = byNumber.at(id);
        return node != null && node.id == id ? node : null;
    }

    void forget(long id, long lookups) {
        Node node = find(id);
        if (node == null) {
            return;
        }
        byInode.computeIfPresent(
                new Key(node.device, node.inode),
                (key, present) -> {
                    if (present != node) {
                        return present;
                    }
                    node.lookups -= lookups;
                    if (node.lookups > 0) {
                        return node;
                    }
                    if (byNumber.remove(id)) {
                        dropped.accept(node);
                        FileCalls.close(node.descriptor);
                    }
                    return null;
                });
    }

    int size() {
        return byInode.size();
    }

    /** Closes all; only when nobody uses the table any more. */
    void close() {
        for (Node node : byNumber.all()) {
            byNumber.remove(node.id);
            dropped.accept(node);
            FileCalls.close(node.descriptor);
        }
        byInode.clear();
    }
}
