package io.bailiwick.policy.workspace;

import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The levels that may lie beneath a path. It is the automaton of the rules once more, with less in
 * each state, since it need not say which rule decides: what remains is the level here, the level
 * beneath of whatever no stronger rule matches, and the positions that can still make a difference
 * to the two. It grows with the questions that are asked, up to a bound. Guarded by itself.
 */
final class LevelGraph {
    /** The most nodes times the classes of names, at four bytes each. */
    private static final int MOST_EDGES = 4_000_000;

    /** The most edges that one question looks at; some tens of milliseconds. */
    private static final int MOST_STEPS = 4_000_000;

    private static final int MOST_ANSWERS = 4096;

    private final RulePositions automaton;
    private final List<PermissionRule> rules;
    private final int[] literals;
    private final List<NameSet> sets = new ArrayList<>();
    private final boolean known;
    private final int mostNodes;
    private final Map<Key, Node> nodes = new HashMap<>();
    private final Map<Question, Answer> answers = new HashMap<>();

    /** What a node is known by. */
    private record Key(Permission level, Permission bottom, IntBuffer live) {}

    /** A move, and what is asked about it. */
    private record Question(Node from, Node to, Change change) {}

    /** A subtree at two places. */
    private record Pair(Node from, Node to) {}

    /** What a move could do to a level. */
    enum Change {
        RAISE {
            @Override
            boolean happens(Permission before, Permission after) {
                return after.compareTo(before) > 0;
            }
        },
        PLANT {
            @Override
            boolean happens(Permission before, Permission after) {
                return before == Permission.WRITE && after != Permission.WRITE;
            }
        };

        abstract boolean happens(Permission before, Permission after);
    }

    /** Paths at and beneath which the levels are the same; no two nodes of a graph are equal. */
    static final class Node {
        private final int[] positions;
        private final Permission level;
        private final Permission bottom;

        /** Of each class of names, where it leads; empty when every name leads to the bottom. */
        private final @Nullable Node[] next;

        private Node(Key key, int[] positions, int classes) {
            this.positions = positions;
            this.level = key.level();
            this.bottom = key.bottom();
            this.next = new Node[key.live().hasRemaining() ? classes : 0];
        }

        private boolean isSettled() {
            return next.length == 0;
        }
    }

    /** Thrown when a bound is met. */
    private static final class TooMuch extends Exception {
        private static final long serialVersionUID = 1;

        private TooMuch() {
            super("the search was given up", null, false, false);
        }
    }

    LevelGraph(
            RulePositions automaton,
            List<PermissionRule> rules,
            NameAutomaton names,
            NameClasses classes) {
        this.automaton = automaton;
        this.rules = rules;
        this.known = classes.names().isPresent();
        List<String> all = classes.names().orElse(List.of());
        literals = all.stream().mapToInt(automaton::literal).toArray();
        all.forEach(name -> sets.add(names.match(name, classes.form())));
        mostNodes = MOST_EDGES / Math.max(sets.size(), 1);
    }

    /** Whether something beneath may have a level. */
    synchronized Answer beneath(int[] positions, Predicate<Permission> wanted) {
        try {
            return search(node(positions), wanted);
        } catch (TooMuch _) {
            return Answer.UNKNOWN;
        }
    }

    private Answer search(Node start, Predicate<Permission> wanted) throws TooMuch {
        Set<Node> seen = new HashSet<>();
        Queue<Node> queue = new ArrayDeque<>();
        queue.add(start);
        int steps = 0;
        while (!queue.isEmpty()) {
            Node node = queue.remove();
            steps += Math.max(node.next.length, 1);
            checkBound(steps);
            for (int c = 0; c < classesOf(node); c++) {
                Node next = next(node, c);
                if (seen.add(next)) {
                    if (wanted.test(next.level)) {
                        return Answer.YES;
                    }
                    queue.add(next);
                }
            }
        }
        return Answer.NO;
    }

    /**
     * Whether a move could change the level of the entry or of something that may lie beneath it.
     */
    synchronized Answer moving(int[] from, int[] to, Change change) {
        try {
            Question question = new Question(node(from), node(to), change);
            Answer answer = answers.get(question);
            if (answer == null) {
                answer = search(question);
                if (answers.size() >= MOST_ANSWERS) {
                    answers.clear();
                }
                answers.put(question, answer);
            }
            return answer;
        } catch (TooMuch _) {
            return Answer.UNKNOWN;
        }
    }

    private Answer search(Question question) throws TooMuch {
        Set<Pair> seen = new HashSet<>();
        Queue<Pair> queue = new ArrayDeque<>();
        Pair first = new Pair(question.from(), question.to());
        seen.add(first);
        queue.add(first);
        int steps = 0;
        while (!queue.isEmpty()) {
            Pair pair = queue.remove();
            if (question.change().happens(pair.from().level, pair.to().level)) {
                return Answer.YES;
            }
            if (pair.from() == pair.to()) {
                continue;
            }
            int classes = Math.max(classesOf(pair.from()), classesOf(pair.to()));
            steps += classes;
            checkBound(steps);
            for (int c = 0; c < classes; c++) {
                Pair next = new Pair(next(pair.from(), c), next(pair.to(), c));
                if (seen.add(next)) {
                    queue.add(next);
                }
            }
        }
        return Answer.NO;
    }

    private static void checkBound(int steps) throws TooMuch {
        if (steps > MOST_STEPS) {
            throw new TooMuch();
        }
    }

    /** How many names have to be tried. */
    private static int classesOf(Node node) {
        return Math.max(node.next.length, 1);
    }

    private Node next(Node node, int nameClass) throws TooMuch {
        if (node.isSettled()) {
            return node(node.bottom, node.bottom, new int[0], node.positions);
        }
        Node next = node.next[nameClass];
        if (next == null) {
            int[] after =
                    automaton.advance(node.positions, literals[nameClass], sets.get(nameClass));
            next = node(after);
            node.next[nameClass] = next;
        }
        return next;
    }

    /**
     * The node of pruned positions. Beneath, everything that no live rule matches has the level of
     * the one that matches whatever lies there, or none. Live rules with that same level that come
     * directly before it change nothing.
     */
    private Node node(int[] positions) throws TooMuch {
        int deciding = automaton.deciding(positions);
        Permission level = deciding < 0 ? Permission.NONE : rules.get(deciding).permission();
        int count = 0;
        int[] live = new int[positions.length];
        Permission bottom = Permission.NONE;
        for (int p : positions) {
            if (automaton.isOpen(p)) {
                bottom = rules.get(automaton.rule(p)).permission();
            } else if (!automaton.isEnd(p)) {
                live[count++] = p;
            }
        }
        while (count > 0 && rules.get(automaton.rule(live[count - 1])).permission() == bottom) {
            count--;
        }
        return node(level, bottom, Arrays.copyOf(live, count), positions);
    }

    private Node node(Permission level, Permission bottom, int[] live, int[] positions)
            throws TooMuch {
        if (!known && live.length > 0) {
            throw new TooMuch();
        }
        Key key = new Key(level, bottom, IntBuffer.wrap(live));
        Node node = nodes.get(key);
        if (node == null) {
            if (nodes.size() >= mostNodes) {
                throw new TooMuch();
            }
            node = new Node(key, positions, sets.size());
            nodes.put(key, node);
        }
        return node;
    }
}
