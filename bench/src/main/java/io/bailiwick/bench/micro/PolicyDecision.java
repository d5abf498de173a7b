package io.bailiwick.bench.micro;

import io.bailiwick.policy.Decision;
import io.bailiwick.policy.FileOperation;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import io.bailiwick.policy.FilesystemRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One decision about a path seven levels deep, with 1,000 declared paths. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyDecision {

    private static final int RULES = 1000;
    private static final int PATHS = 1024;

    private final FilesystemRules rules = compile();
    private final String[] paths = paths();
    private int next;

    private static FilesystemRules compile() {
        List<String> declared = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            declared.add(tree(i));
        }
        FilesystemConfig config =
                FilesystemConfig.builder()
                        .mode(FilesystemMode.READ_WRITE)
                        .writablePaths(declared)
                        .build();
        return FilesystemRules.compile(config, Path.of("/project"), Path.of("/home/agent"));
    }

    private static String tree(int i) {
        return "/data/tree" + i % 40 + "/part" + i;
    }

    /** Every other path lies outside of the declared trees. */
    private static String[] paths() {
        String[] paths = new String[PATHS];
        for (int i = 0; i < PATHS; i++) {
            paths[i] =
                    (i % 2 == 0 ? tree(i % RULES) : "/project/" + i) + "/src/main/file" + i + ".c";
        }
        return paths;
    }

    /** Decides about the next path. */
    @Benchmark
    public Decision decide() {
        next = (next + 1) & (PATHS - 1);
        return rules.decide(paths[next], FileOperation.WRITE);
    }
}
