package io.bailiwick.runtime.root;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a sandbox's root is made of on this host.
 *
 * @param operations the launcher's steps, in order
 * @param writable paths of the root that take writes
 * @param writtenThrough host directories that receive the agent's writes
 * @param layers disk directories of private layers
 */
public record ComposedRoot(
        List<Operation> operations,
        List<String> writable,
        List<Path> writtenThrough,
        List<Path> layers) {

    public ComposedRoot {
        operations = List.copyOf(operations);
        writable = List.copyOf(writable);
        writtenThrough = List.copyOf(writtenThrough);
        layers = List.copyOf(layers);
    }

    /** Where something of ours may be mounted in the root. */
    public Set<String> mountPoints() {
        Set<String> points = new HashSet<>();
        for (Operation operation : operations) {
            switch (operation) {
                case Operation.Tree tree -> points.add(tree.path());
                case Operation.Scratch scratch -> points.add(scratch.path());
                // Files of ours that a tree of the host has as well are mounted over them.
                case Operation.File file -> points.add(file.path());
                case Operation.Copy copy -> points.add(copy.path());
                case Operation.Directory _, Operation.Link _, Operation.Mask _ -> {}
            }
        }
        return points;
    }

    /** What has to be covered by a mount that nobody can write, where it exists; /proc/sys does. */
    public Set<String> covered() {
        Set<String> paths = new HashSet<>();
        paths.add("/proc/sys");
        for (Operation operation : operations) {
            if (operation instanceof Operation.Mask mask) {
                paths.add(mask.path());
            }
        }
        return paths;
    }

    /** Trees of the root that bring along what the host has mounted beneath them. */
    public Set<String> recursive() {
        Set<String> trees = new HashSet<>();
        for (Operation operation : operations) {
            if (operation instanceof Operation.Tree tree
                    && tree.kind() == Operation.TreeKind.WRITE) {
                trees.add(tree.path());
            }
        }
        return trees;
    }
}
