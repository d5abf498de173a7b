package io.bailiwick.policy.workspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The nondeterministic automaton of a list of rules: the positions between the steps of their
 * patterns, numbered from the strongest rule on. Immutable.
 */
final class RulePositions {
    /** Stands for a name that is written out in no pattern. */
    static final int NO_LITERAL = -1;

    private static final int ANY_DEPTH = -1;
    private static final int END = -2;
    private static final int EVERY_NAME = -3;

    /** Of each position its rule. */
    private final int[] ruleOf;

    /**
     * Of each position what it stands before: one of the constants, or the number of a literal, or
     * the number of literals and the number of a segment with wildcards.
     */
    private final int[] step;

    private final int[] firsts;
    private final Map<String, Integer> literals = new HashMap<>();
    private final List<int[]> literalNames = new ArrayList<>();
    private final List<Segment> segments;

    /** The rules come strongest first. */
    RulePositions(List<PermissionRule> rules, NameForm form) {
        Map<Segment, Integer> numbers = new HashMap<>();
        List<List<PathItem>> patterns = new ArrayList<>(rules.size());
        int count = 0;
        for (PermissionRule rule : rules) {
            List<PathItem> items = effectiveItems(rule);
            patterns.add(items);
            count += items.size() + 1;
            collectLiterals(items, form);
        }
        ruleOf = new int[count];
        step = new int[count];
        firsts = new int[rules.size()];
        int at = 0;
        for (int r = 0; r < rules.size(); r++) {
            firsts[r] = at;
            for (PathItem item : patterns.get(r)) {
                ruleOf[at] = r;
                step[at++] = stepOf(item, form, numbers);
            }
            ruleOf[at] = r;
            step[at++] = END;
        }
        Segment[] inOrder = new Segment[numbers.size()];
        numbers.forEach((segment, number) -> inOrder[number] = segment);
        segments = List.of(inOrder);
    }

    /** What does not exist contains nothing, so a rule that hides covers what is beneath. */
    static List<PathItem> effectiveItems(PermissionRule rule) {
        List<PathItem> items = new ArrayList<>(rule.pattern().items());
        boolean open = !items.isEmpty() && items.getLast() instanceof PathItem.AnyDepth;
        if (rule.permission() == Permission.NONE && !open) {
            items.add(new PathItem.AnyDepth());
        }
        return items;
    }

    private void collectLiterals(List<PathItem> items, NameForm form) {
        for (PathItem item : items) {
            if (item instanceof PathItem.Name(Segment segment)) {
                segment.literal()
                        .ifPresent(name -> {
                            if (literals.putIfAbsent(form.write(name), literals.size()) == null) {
                                literalNames.add(name);
                            }
                        });
            }
        }
    }

    private int stepOf(PathItem item, NameForm form, Map<Segment, Integer> numbers) {
        return switch (item) {
            case PathItem.AnyDepth _ -> ANY_DEPTH;
            case PathItem.Name(Segment segment) -> {
                if (segment.matchesAll()) {
                    yield EVERY_NAME;
                }
                Integer literal =
                        segment.literal().map(form::write).map(literals::get).orElse(null);
                yield literal != null
                        ? literal
                        : literals.size() + numbers.computeIfAbsent(segment, _ -> numbers.size());
            }
        };
    }

    /** The segments with wildcards, but for the one that matches every name. */
    List<Segment> segments() {
        return segments;
    }

    /** The names that are written out in patterns; the index is the number of the literal. */
    List<int[]> literalNames() {
        return literalNames;
    }

    /** The number of a name that is written out in a pattern. */
    int literal(String name) {
        return literals.getOrDefault(name, NO_LITERAL);
    }

    int[] start() {
        BitSet positions = new BitSet(step.length);
        for (int first : firsts) {
            add(positions, first);
        }
        return prune(positions);
    }

    /** The positions after a name. */
    int[] advance(int[] from, int literal, NameSet names) {
        BitSet positions = new BitSet(step.length);
        for (int p : from) {
            int kind = step[p];
            boolean passes =
                    switch (kind) {
                        case ANY_DEPTH -> {
                            add(positions, p);
                            yield false;
                        }
                        case END -> false;
                        case EVERY_NAME -> true;
                        default ->
                                kind < literals.size()
                                        ? kind == literal
                                        : names.contains(kind - literals.size());
                    };
            if (passes) {
                add(positions, p + 1);
            }
        }
        return prune(positions);
    }

    private void add(BitSet positions, int position) {
        int p = position;
        positions.set(p);
        while (step[p] == ANY_DEPTH) {
            positions.set(++p);
        }
    }

    /**
     * Without the positions that no longer matter to who decides, here or beneath: everything that
     * is weaker than a rule that matches whatever lies beneath, and every end but the first.
     */
    private int[] prune(BitSet positions) {
        int[] kept = new int[positions.cardinality()];
        int count = 0;
        boolean ended = false;
        for (int p = positions.nextSetBit(0); p >= 0; p = positions.nextSetBit(p + 1)) {
            if (step[p] == END) {
                if (!ended) {
                    kept[count++] = p;
                }
                ended = true;
            } else if (isOpen(p)) {
                while (count > 0 && ruleOf[kept[count - 1]] == ruleOf[p]) {
                    count--;
                }
                kept[count++] = p;
                if (!ended) {
                    kept[count++] = p + 1;
                }
                break;
            } else {
                kept[count++] = p;
            }
        }
        return Arrays.copyOf(kept, count);
    }

    /** Whether the rule of a position matches whatever lies beneath. */
    boolean isOpen(int position) {
        return step[position] == ANY_DEPTH && step[position + 1] == END;
    }

    boolean isEnd(int position) {
        return step[position] == END;
    }

    /** The rule of a position. */
    int rule(int position) {
        return ruleOf[position];
    }

    /** The strongest rule that matches here, or -1. */
    int deciding(int[] positions) {
        for (int p : positions) {
            if (step[p] == END) {
                return ruleOf[p];
            }
        }
        return -1;
    }

    /** Whether every name leads back to the same positions. */
    boolean isSettled(int[] positions) {
        return positions.length == 0
                || (positions.length == 2 && isOpen(positions[0]) && step[positions[1]] == END);
    }

    /** The literals that make a difference, in rising order. */
    int[] awaitedLiterals(int[] positions) {
        return Arrays.stream(positions)
                .map(p -> step[p])
                .filter(kind -> kind >= 0 && kind < literals.size())
                .sorted()
                .distinct()
                .toArray();
    }

    boolean awaitsSegments(int[] positions) {
        return Arrays.stream(positions).anyMatch(p -> step[p] >= literals.size());
    }

    /** The rules that may still match beneath, strongest first. */
    int[] liveRules(int[] positions) {
        return Arrays.stream(positions)
                .filter(p -> step[p] != END)
                .map(p -> ruleOf[p])
                .distinct()
                .toArray();
    }
}
