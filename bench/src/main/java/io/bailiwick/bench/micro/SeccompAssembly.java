package io.bailiwick.bench.micro;

import io.bailiwick.linux.seccomp.AgentProfile;
import io.bailiwick.linux.seccomp.SeccompArch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The three programs of a sandbox, from the table of system calls to the bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SeccompAssembly {

    /** Assembles all of them; the answer depends on each. */
    @Benchmark
    public int assemble() {
        AgentProfile profile = AgentProfile.agentDefault(SeccompArch.X86_64);
        return profile.mainFilter().instructions()
                + profile.ioctlFilter().instructions()
                + profile.noSpawnFilter().instructions();
    }
}
