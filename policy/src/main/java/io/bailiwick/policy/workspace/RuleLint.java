package io.bailiwick.policy.workspace;

import io.bailiwick.policy.diagnostics.Printable;
import io.bailiwick.policy.workspace.RuleFinding.Kind;
import io.bailiwick.policy.workspace.Segment.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds rules that have no effect. Whether a rule can decide is the question whether its language
 * lies within the union of those of stronger rules. Most rules decide about a path that can be
 * guessed; for the others the states of the automaton of this rule and the stronger ones are
 * searched, as long as the rule is live in them. The search visits one name for each class of names
 * that the patterns can tell apart, so it is exact, and bounded.
 */
public final class RuleLint {
    /** The longest name that Linux allows, in bytes. */
    private static final int LONGEST_NAME = 255;

    /** The work for one list of rules, in the units of {@link Search}: a second or two. */
    private static final int STEPS = 200_000_000;

    /** What stands for a run of characters in a guess; an unlikely name. */
    private static final String FRESH = "zq-7";

    private final List<PermissionRule> declared;
    private final CompiledRules rules;

    /** Of each declared rule, its place among the rules strongest first. */
    private final int[] place;

    private int left;

    private RuleLint(List<PermissionRule> declared, int steps) {
        this.declared = List.copyOf(declared);
        this.rules = CompiledRules.compile(declared);
        this.left = steps;
        List<Integer> order =
                IntStream.range(0, declared.size())
                        .boxed()
                        .sorted(Comparator.comparing(declared::get, RuleOrder.STRONGEST_FIRST))
                        .toList();
        place = new int[declared.size()];
        for (int i = 0; i < place.length; i++) {
            place[order.get(i)] = i;
        }
    }

    /** What is wrong with a list of rules, in the order of the list. */
    public static List<RuleFinding> check(List<PermissionRule> rules) {
        return check(rules, STEPS);
    }

    static List<RuleFinding> check(List<PermissionRule> rules, int steps) {
        RuleLint lint = new RuleLint(rules, steps);
        List<RuleFinding> findings = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            lint.check(i).ifPresent(findings::add);
        }
        return findings;
    }

    private Optional<RuleFinding> check(int index) {
        PermissionRule rule = declared.get(index);
        if (hasLongName(rule)) {
            String message = quote(rule) + " never matches: no name is longer than 255 bytes";
            return found(index, Kind.NEVER_MATCHES, Optional.empty(), message, "shorten it");
        }
        Optional<RuleFinding> shadowed = shadowed(index, rule);
        return shadowed.isPresent() ? shadowed : wildcard(index, rule);
    }

    private Optional<RuleFinding> wildcard(int index, PermissionRule rule) {
        boolean glob = rule.pattern().type() == PatternType.GLOB;
        String text = rule.pattern().text();
        if (glob || (text.indexOf('*') < 0 && text.indexOf('?') < 0)) {
            return Optional.empty();
        }
        String message =
                quote(rule)
                        + " is a "
                        + rule.pattern().type()
                        + " rule: its wildcards stand for themselves";
        return found(
                index, Kind.WILDCARD_IN_PATH, Optional.empty(), message, "make it a glob rule");
    }

    private Optional<RuleFinding> shadowed(int index, PermissionRule rule) {
        return switch (decided(index, rule).answer()) {
            case YES -> Optional.empty();
            case NO -> neverDecides(index, rule);
            case UNKNOWN ->
                    found(
                            index,
                            Kind.NOT_DECIDED,
                            Optional.empty(),
                            quote(rule)
                                    + " may be without effect; the rules are too intricate to tell",
                            "try 'explain' with a path that it is meant for");
        };
    }

    /** A path that a rule decides about. */
    private Search.Found decided(int index, PermissionRule rule) {
        for (List<String> guess : guesses(rule)) {
            if (walk(guess).deciding() == place[index]) {
                return new Search.Found(Answer.YES, guess);
            }
        }
        return witness(rules.rules().subList(0, place[index] + 1));
    }

    /**
     * A path that a rule of a list decides about, if there is one and the search is not given up.
     */
    static Optional<String> decidedPath(List<PermissionRule> rules, int index) {
        Search.Found found = new RuleLint(rules, STEPS).decided(index, rules.get(index));
        return found.answer() == Answer.YES
                ? Optional.of("/" + String.join("/", found.path()))
                : Optional.empty();
    }

    private Optional<RuleFinding> neverDecides(int index, PermissionRule rule) {
        Optional<PermissionRule> alone =
                guesses(rule).stream()
                        .map(guess -> rules.decidingRule(walk(guess)))
                        .flatMap(Optional::stream)
                        .filter(by -> witness(List.of(by, rule)).answer() == Answer.NO)
                        .findFirst();
        String why =
                alone.map(by ->
                                by.describe()
                                        + " matches all that it matches, and "
                                        + RuleOrder.whyLost(rule, by))
                        .orElse("stronger rules together match all that it matches");
        return found(
                index,
                Kind.NEVER_DECIDES,
                alone,
                quote(rule) + " never decides: " + why,
                "give it a higher priority, or remove it");
    }

    private Optional<RuleFinding> found(
            int index, Kind kind, Optional<PermissionRule> by, String message, String help) {
        return Optional.of(new RuleFinding(index, declared.get(index), kind, by, message, help));
    }

    private static String quote(PermissionRule rule) {
        return rule.permission() + " " + Printable.quote(rule.pattern().text());
    }

    /** A path that the last of some rules, strongest first, decides about, when there is one. */
    private Search.Found witness(List<PermissionRule> stronger) {
        if (left <= 0) {
            return new Search.Found(Answer.UNKNOWN, List.of());
        }
        CompiledRules some = CompiledRules.compile(stronger);
        int last = stronger.size() - 1;
        Search search = new Search(some, left);
        Search.Found found =
                some.root().deciding() == last
                        ? new Search.Found(Answer.YES, List.of())
                        : search.beneath(
                                some.root(),
                                state -> state.deciding() == last,
                                state -> !some.isLive(state, last));
        left = Math.max(search.left() - some.nameClasses().cost(), 0);
        return found;
    }

    private RuleState walk(List<String> names) {
        RuleState state = rules.root();
        for (String name : names) {
            state = rules.step(state, name);
        }
        return state;
    }

    /**
     * Paths that the pattern matches: with as little as possible, and with something in each gap.
     */
    private static List<List<String>> guesses(PermissionRule rule) {
        return List.of(guess(rule, "", List.of()), guess(rule, FRESH, List.of(FRESH)));
    }

    private static List<String> guess(PermissionRule rule, String run, List<String> depth) {
        List<String> names = new ArrayList<>();
        for (PathItem item : rule.pattern().items()) {
            switch (item) {
                case PathItem.AnyDepth _ -> names.addAll(depth);
                case PathItem.Name(Segment segment) -> names.add(guess(segment, run));
            }
        }
        return Collections.unmodifiableList(names);
    }

    private static String guess(Segment segment, String run) {
        StringBuilder name = new StringBuilder();
        for (Part part : segment.parts()) {
            switch (part) {
                case Part.Run _ -> name.append(run);
                case Part.One(CodePoints set) ->
                        name.appendCodePoint(set.ranges().getFirst().first());
            }
        }
        boolean none =
                name.isEmpty() || name.toString().equals(".") || name.toString().equals("..");
        return none ? name + FRESH : name.toString();
    }

    private static boolean hasLongName(PermissionRule rule) {
        return rule.pattern().items().stream()
                .anyMatch(item ->
                        item instanceof PathItem.Name(Segment segment)
                                && segment.leastBytes() > LONGEST_NAME);
    }
}
