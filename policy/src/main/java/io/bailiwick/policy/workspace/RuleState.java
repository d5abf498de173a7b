package io.bailiwick.policy.workspace;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All that the rules know about a path, and about what can lie beneath it. It belongs in the node
 * of a directory: {@link CompiledRules#child} leads from there to an entry in one step. Two states
 * of the same rules are equal when neither the path nor anything beneath can be told apart; that of
 * the root is equal to no other.
 */
public final class RuleState {
    private final CompiledRules rules;
    private final int[] positions;
    private final int hash;
    private final int deciding;
    private final Permission permission;
    private final boolean settled;
    private final boolean awaitsSegments;
    private final int[] awaitedLiterals;
    private final ConcurrentHashMap<Long, RuleState> children;
    private final boolean stored;
    private final boolean root;

    /** What is known of the questions about everything beneath. */
    private volatile Answer visibleBeneath = Answer.UNKNOWN;

    private volatile Answer uniform = Answer.UNKNOWN;

    RuleState(
            CompiledRules rules,
            RulePositions automaton,
            int[] positions,
            Permission permission,
            boolean stored,
            boolean root) {
        this.rules = rules;
        this.positions = positions;
        this.stored = stored;
        this.root = root;
        this.permission = permission;
        hash = Arrays.hashCode(positions);
        deciding = automaton.deciding(positions);
        settled = automaton.isSettled(positions);
        awaitsSegments = automaton.awaitsSegments(positions);
        awaitedLiterals = automaton.awaitedLiterals(positions);
        children = new ConcurrentHashMap<>(1);
    }

    CompiledRules rules() {
        return rules;
    }

    int[] positions() {
        return positions;
    }

    /** The index of the deciding rule, or -1. */
    int deciding() {
        return deciding;
    }

    Permission permission() {
        return permission;
    }

    /** Whether every name leads back to this state. */
    boolean isSettled() {
        return settled;
    }

    boolean awaitsSegments() {
        return awaitsSegments;
    }

    boolean awaits(int literal) {
        return Arrays.binarySearch(awaitedLiterals, literal) >= 0;
    }

    /** Whether it is that of the root, which exists whatever the rules say. */
    boolean isRoot() {
        return root;
    }

    boolean isStored() {
        return stored;
    }

    ConcurrentHashMap<Long, RuleState> children() {
        return children;
    }

    Answer visibleBeneath() {
        return visibleBeneath;
    }

    void visibleBeneath(Answer answer) {
        visibleBeneath = answer;
    }

    Answer uniform() {
        return uniform;
    }

    void uniform(Answer answer) {
        uniform = answer;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof RuleState state
                        && state.hash == hash
                        && state.rules == rules
                        && state.root == root
                        && Arrays.equals(state.positions, positions));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The level, for a person who debugs. */
    @Override
    public String toString() {
        return "RuleState[" + permission + "]";
    }
}
