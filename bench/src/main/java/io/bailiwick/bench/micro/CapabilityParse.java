package io.bailiwick.bench.micro;

import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.CapabilityParser;
import io.bailiwick.policy.CapabilityTemplate;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Reading the capability file that {@code new} writes, comments included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CapabilityParse {

    private final String file = CapabilityTemplate.commented();

    /** Reads and checks the file. */
    @Benchmark
    public CapabilityDeclaration parse() {
        return CapabilityParser.fromString(file);
    }
}
