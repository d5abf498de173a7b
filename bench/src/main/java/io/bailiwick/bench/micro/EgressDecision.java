package io.bailiwick.bench.micro;

import io.bailiwick.policy.EgressFilter;
import io.bailiwick.policy.NetworkEgressRule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One decision about a URL with 1,000 rules, at the far end of the list every other time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EgressDecision {

    private static final int RULES = 1000;

    private final EgressFilter filter = new EgressFilter(rules());
    private final String[] urls = {
        "https://api.host0.example.org/v1/items",
        "https://api.host" + (RULES - 1) + ".example.org/v1/items",
        "https://api.host500.example.org/v1/items",
        "https://elsewhere.example.com/v1/items"
    };
    private int next;

    private static List<NetworkEgressRule> rules() {
        List<NetworkEgressRule> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            String domain = (i % 2 == 0 ? "api." : "*.") + "host" + i + ".example.org";
            rules.add(new NetworkEgressRule(domain, List.of(443)));
        }
        return rules;
    }

    /** Decides about the next URL. */
    @Benchmark
    public boolean decide() {
        next = (next + 1) & (urls.length - 1);
        return filter.isAllowed(urls[next]);
    }
}
