package io.bailiwick.policy.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A list of rules, ready to answer. Of the rules that match a path the strongest one decides:
 * highest priority, then file before directory before glob, then the more specific pattern, and
 * only then the stricter level. Where none matches the level is {@link Permission#NONE}.
 *
 * <p>Paths start at the root of the workspace and are judged by their letters; whoever follows a
 * link asks again. Safe for concurrent use. What is remembered is bounded, at some 30 MB, whatever
 * is asked for; a question beyond that takes longer and gets the same answer. With 1,000 rules a
 * step within the bound costs some 60 ns.
 */
public final class CompiledRules {
    /** The most rules in a list. */
    public static final int MAX_RULES = 10_000;

    private static final int STATE_BUDGET = 1 << 21;
    private static final int NAME_BUDGET = 1 << 20;
    private static final int STATE_COST = 48;
    private static final int CHILD_COST = 24;

    private final List<PermissionRule> rules;
    private final NameForm form;
    private final RulePositions automaton;
    private final NameAutomaton names;
    private final Budget budget;
    private final ConcurrentHashMap<RuleState, RuleState> states = new ConcurrentHashMap<>();
    private final RuleState root;

    /** Worked out when they are needed first. */
    private final Lazy<NameClasses> nameClasses;

    private final Lazy<LevelGraph> levels;

    private CompiledRules(
            List<PermissionRule> rules, NameForm form, Budget budget, Budget nameBudget) {
        if (rules.size() > MAX_RULES) {
            throw new IllegalArgumentException(
                    "a workspace must not have more than " + MAX_RULES + " rules: " + rules.size());
        }
        this.rules = rules.stream().sorted(RuleOrder.STRONGEST_FIRST).toList();
        this.form = form;
        this.budget = budget;
        automaton = new RulePositions(this.rules, form);
        names = new NameAutomaton(automaton.segments(), nameBudget);
        int[] start = automaton.start();
        root = new RuleState(this, automaton, start, permission(start), true, true);
        nameClasses = new Lazy<>(() -> NameClasses.of(automaton, form));
        levels = new Lazy<>(() -> new LevelGraph(automaton, this.rules, names, nameClasses()));
    }

    /**
     * Compiles rules for names that are text.
     *
     * @throws IllegalArgumentException for more than {@link #MAX_RULES} rules
     */
    public static CompiledRules compile(List<PermissionRule> rules) {
        return compile(rules, NameForm.TEXT);
    }

    /**
     * Compiles rules.
     *
     * @param form how the names are given that it will be asked about
     * @throws IllegalArgumentException for more than {@link #MAX_RULES} rules
     */
    public static CompiledRules compile(List<PermissionRule> rules, NameForm form) {
        return new CompiledRules(rules, form, new Budget(STATE_BUDGET), new Budget(NAME_BUDGET));
    }

    /** The same answers with less memory. */
    static CompiledRules compile(List<PermissionRule> rules, NameForm form, int budget) {
        return new CompiledRules(rules, form, new Budget(budget), new Budget(budget));
    }

    /** The rules, strongest first. */
    public List<PermissionRule> rules() {
        return rules;
    }

    /** The root of the workspace. */
    public RuleState root() {
        return root;
    }

    /**
     * An entry of a directory.
     *
     * @throws IllegalArgumentException for a state of other rules, and for a name that no entry can
     *     have: an empty one, {@code .}, {@code ..}, or one with a slash or a NUL in it
     */
    public RuleState child(RuleState directory, String name) {
        check(directory);
        boolean dots = name.equals(".") || name.equals("..");
        if (name.isEmpty() || dots || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no entry of a directory has such a name");
        }
        return step(directory, name);
    }

    /**
     * A path.
     *
     * @param path from the root, with or without a slash in front; cleaned by its letters
     * @throws IllegalArgumentException for a path that holds a NUL
     */
    public RuleState at(String path) {
        String clean = PathPattern.clean(path);
        RuleState state = root;
        int from = 1;
        while (from < clean.length() && (state.isRoot() || !state.isSettled())) {
            int slash = clean.indexOf('/', from);
            int end = slash < 0 ? clean.length() : slash;
            state = step(state, clean.substring(from, end));
            from = end + 1;
        }
        return state;
    }

    /** The level that the deciding rule gives; {@link Permission#NONE} when there is none. */
    public Permission permission(RuleState state) {
        check(state);
        return state.permission();
    }

    /**
     * What the agent finds. A directory that the rules hide still exists, to be passed through,
     * when something in it is visible; the root always does.
     *
     * @param directory whether there is a directory, which the rules cannot know
     */
    public EffectivePermission effective(RuleState state, boolean directory) {
        check(state);
        if (state.permission() != Permission.NONE || !directory) {
            return EffectivePermission.of(state.permission());
        }
        return state.isRoot() || canBeVisibleBeneath(state)
                ? EffectivePermission.TRAVERSE_ONLY
                : EffectivePermission.HIDDEN;
    }

    /** The rule that decides. */
    public Optional<PermissionRule> decidingRule(RuleState state) {
        check(state);
        return state.deciding() < 0 ? Optional.empty() : Optional.of(rules.get(state.deciding()));
    }

    /**
     * Whether there is a path beneath that the agent could see, if a file were there. Exact, unless
     * the rules are so many and so intricate that the search is given up: then it says that there
     * is when any rule that is left could make something visible.
     */
    public boolean canBeVisibleBeneath(RuleState state) {
        check(state);
        if (state.visibleBeneath() == Answer.UNKNOWN) {
            state.visibleBeneath(Answer.of(visibleBeneath(state)));
        }
        return state.visibleBeneath() == Answer.YES;
    }

    private boolean visibleBeneath(RuleState state) {
        int[] live = automaton.liveRules(state.positions());
        boolean first = true;
        boolean any = false;
        for (int rule : live) {
            any |= rules.get(rule).permission() != Permission.NONE;
            if (first && any) {
                // nothing that is left is stronger, and every pattern matches some path
                return true;
            }
            first = false;
        }
        return any
                && levels().beneath(state.positions(), level -> level != Permission.NONE)
                        != Answer.NO;
    }

    /**
     * Whether the path and everything beneath it have the same level, whatever the names. When it
     * says so it is so; when the search is given up it says that they have not.
     */
    public boolean uniformBeneath(RuleState state) {
        check(state);
        if (state.uniform() == Answer.UNKNOWN) {
            Answer differs =
                    levels().beneath(state.positions(), level -> level != state.permission());
            state.uniform(Answer.of(differs == Answer.NO));
        }
        return state.uniform() == Answer.YES;
    }

    /**
     * Whether moving what is at one path to another could raise the level of the entry itself or of
     * anything that may lie beneath it. Exact, unless the search is given up: then it says yes. The
     * first questions about two kinds of directories take some milliseconds, up to a quarter of a
     * second with the rules of a preset. Not to be asked about a file: nothing lies beneath it, so
     * that the levels of both paths say all.
     */
    public boolean mayRaise(RuleState from, RuleState to) {
        return moving(from, to, LevelGraph.Change.RAISE);
    }

    /**
     * Whether moving what is at one path to another could put something that the agent may have
     * written where it may not write: a directory {@code x} with {@code hooks} in it that becomes
     * {@code .git}. Exact, unless the search is given up: then it says yes.
     */
    public boolean mayPlant(RuleState from, RuleState to) {
        return moving(from, to, LevelGraph.Change.PLANT);
    }

    private boolean moving(RuleState from, RuleState to, LevelGraph.Change change) {
        check(from);
        check(to);
        return !from.equals(to)
                && levels().moving(from.positions(), to.positions(), change) != Answer.NO;
    }

    /**
     * Which rule decides about a path, and which ones match too and why they lose.
     *
     * @param path as for {@link #at}
     */
    public RuleExplanation explain(String path) {
        String clean = PathPattern.clean(path);
        RuleState state = at(clean);
        List<int[]> segments = PathPattern.names(clean, form);
        List<PermissionRule> matching = new ArrayList<>();
        for (PermissionRule rule : rules) {
            if (PathPatterns.matches(RulePositions.effectiveItems(rule), segments)) {
                matching.add(rule);
            }
        }
        return RuleExplanation.of(clean, effective(state, true), matching);
    }

    /** The names that the rules can tell apart. */
    NameClasses nameClasses() {
        return nameClasses.value();
    }

    private LevelGraph levels() {
        return levels.value();
    }

    /** Whether a rule may still match the path or something beneath it. */
    boolean isLive(RuleState state, int rule) {
        for (int live : automaton.liveRules(state.positions())) {
            if (live == rule) {
                return true;
            }
        }
        return false;
    }

    RuleState step(RuleState state, String name) {
        if (state.isSettled()) {
            return state.isRoot() ? state(state.positions()) : state;
        }
        int literal = automaton.literal(name);
        if (literal >= 0 && !state.awaits(literal)) {
            literal = RulePositions.NO_LITERAL;
        }
        NameSet set = state.awaitsSegments() ? names.match(name, form) : NameSet.NOTHING;
        boolean storable = state.isStored() && set.number() != NameSet.UNNUMBERED;
        long key = (long) literal << 32 | set.number();
        if (storable) {
            RuleState known = state.children().get(key);
            if (known != null) {
                return known;
            }
        }
        RuleState next = state(automaton.advance(state.positions(), literal, set));
        if (storable && next.isStored() && budget.take(CHILD_COST)) {
            state.children().put(key, next);
        }
        return next;
    }

    private RuleState state(int[] positions) {
        RuleState made =
                new RuleState(this, automaton, positions, permission(positions), true, false);
        RuleState known = states.get(made);
        if (known != null) {
            return known;
        }
        if (!budget.take(STATE_COST + 2 * positions.length)) {
            return new RuleState(this, automaton, positions, permission(positions), false, false);
        }
        known = states.putIfAbsent(made, made);
        return known == null ? made : known;
    }

    private Permission permission(int[] positions) {
        int deciding = automaton.deciding(positions);
        return deciding < 0 ? Permission.NONE : rules.get(deciding).permission();
    }

    private void check(RuleState state) {
        if (state.rules() != this) {
            throw new IllegalArgumentException("a state of other rules");
        }
    }

    /** What can still be remembered, for tests. */
    int budgetLeft() {
        return budget.left();
    }
}
