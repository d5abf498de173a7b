package io.bailiwick.bench.micro;

import io.bailiwick.policy.workspace.CompiledRules;
import io.bailiwick.policy.workspace.Permission;
import io.bailiwick.policy.workspace.PermissionRule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One decision about a path of a workspace, seven levels deep, under 1,000 rules: 400 directories,
 * 300 names anywhere and 300 endings anywhere.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WorkspaceDecision {

    private static final int PATHS = 1024;

    private final CompiledRules rules = CompiledRules.compile(declared());
    private final String[] paths = paths();
    private int next;

    private static List<PermissionRule> declared() {
        List<PermissionRule> declared = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            declared.add(PermissionRule.directory(tree(i), Permission.WRITE));
        }
        for (int i = 0; i < 300; i++) {
            declared.add(PermissionRule.glob("**/secret" + i + "/**", Permission.NONE).at(100));
            declared.add(PermissionRule.glob("**/*.ext" + i, Permission.READ).at(50));
        }
        return declared;
    }

    private static String tree(int i) {
        return "/data/tree" + i % 40 + "/part" + i;
    }

    /** Every other path lies outside of the declared trees, every eighth has a name of a rule. */
    private static String[] paths() {
        String[] paths = new String[PATHS];
        for (int i = 0; i < PATHS; i++) {
            String end = i % 8 == 0 ? ".ext" + i % 300 : ".c";
            paths[i] =
                    (i % 2 == 0 ? tree(i % 400) : "/project/x/" + i)
                            + "/src/main/deep/file"
                            + i
                            + end;
        }
        return paths;
    }

    /** Decides about the next path, from the root. */
    @Benchmark
    public Permission path() {
        next = (next + 1) & (PATHS - 1);
        return rules.permission(rules.at(paths[next]));
    }
}
