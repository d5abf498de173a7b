package io.bailiwick.runtime.doctor;

import io.bailiwick.ExecResult;
import io.bailiwick.Outcome;
import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.Permissions;
import io.bailiwick.policy.ResourceLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Probes of what an agent can use up. */
final class LimitProbes {

    private static final String LIMITS = "resource_limits.";
    private static final double CORES = 0.25;
    private static final double CORES_SECONDS = 0.8;

    private LimitProbes() {}

    static List<Probe> all() {
        return List.of(
                new Probe(LIMITS + "max_memory_mb", LimitProbes::memory),
                new Probe(LIMITS + "max_pids", LimitProbes::processes),
                new Probe(LIMITS + "max_cpu_seconds", LimitProbes::processorTime),
                new Probe(LIMITS + "max_open_files", LimitProbes::openFiles),
                new Probe(LIMITS + "max_disk_mb", LimitProbes::disk),
                new Probe(LIMITS + "max_wall_seconds", LimitProbes::wallTime),
                new Probe(LIMITS + "max_output_mb", LimitProbes::output),
                new Probe(LIMITS + "cpu_cores", LimitProbes::cores));
    }

    private static CapabilityDeclaration limited(UnaryOperator<ResourceLimits.Builder> limits) {
        return CapabilityDeclaration.builder()
                .permissions(Permissions.SPAWN_SUBPROCESS)
                .resourceLimits(limits.apply(ResourceLimits.builder()).build())
                .build();
    }

    /** tail keeps a line that does not end; the GiB bounds what a broken limit would cost. */
    private static Proof memory(ProbeBench bench) {
        return breached(
                bench.shell(
                        limited(l -> l.maxMemoryMb(64)),
                        "head -c 1073741824 /dev/zero | tail -n 1"),
                "max_memory_mb",
                "a child that took more than 64 MiB was ended");
    }

    private static Proof processes(ProbeBench bench) {
        ExecResult result =
                bench.shell(
                        limited(l -> l.maxPids(16)),
                        "i=0; while [ $i -lt 64 ]; do sleep 9 >/dev/null 2>&1 & i=$((i+1));"
                                + " echo started; done");
        long started = result.stdout().lines().count();
        return Proof.when(
                started > 0 && started <= 16,
                "of 64 processes " + started + " started with a limit of 16",
                started + " processes started with a limit of 16");
    }

    private static Proof processorTime(ProbeBench bench) {
        return breached(
                bench.shell(limited(l -> l.maxCpuSeconds(0.3)), "while :; do :; done"),
                "max_cpu_seconds",
                "a busy loop was ended after 0.3 s");
    }

    private static Proof openFiles(ProbeBench bench) {
        if (!Files.isExecutable(Path.of("/bin/bash"))) {
            return new Proof.Untried("needs bash, which keeps files open");
        }
        String line =
                "n=0; while exec {f}</dev/null; do n=$((n+1)); echo $n;"
                        + " [ $n -ge 200 ] && break; done";
        ExecResult result =
                bench.run(limited(l -> l.maxOpenFiles(32)), List.of("/bin/bash", "-c", line));
        long opened = result.stdout().lines().count();
        return Proof.when(
                opened > 0 && opened <= 32,
                "a process could open " + opened + " files with a limit of 32",
                opened + " files were opened with a limit of 32");
    }

    private static Proof disk(ProbeBench bench) {
        ExecResult result =
                bench.shell(
                        limited(l -> l.maxDiskMb(4)),
                        "head -c 16777216 /dev/zero > /tmp/fill; wc -c < /tmp/fill");
        String size = result.stdout().strip();
        boolean held = !size.isEmpty() && size.length() <= 7 && Long.parseLong(size) <= 4 << 20;
        return Proof.when(
                held,
                "16 MiB written to /tmp ended at 4 MiB",
                "/tmp took '" + size + "' bytes with a limit of 4 MiB");
    }

    private static Proof wallTime(ProbeBench bench) {
        return breached(
                bench.shell(limited(l -> l.maxWallSeconds(0.2)), "sleep 9; exit 0"),
                "max_wall_seconds",
                "a sleeping program was ended after 0.2 s");
    }

    private static Proof output(ProbeBench bench) {
        return breached(
                bench.shell(limited(l -> l.maxOutputMb(1)), "exec head -c 8388608 /dev/zero"),
                "max_output_mb",
                "a program that wrote 8 MiB was ended at 1 MiB");
    }

    private static Proof cores(ProbeBench bench) {
        ExecResult result =
                bench.shell(
                        limited(l -> l.cpuCores(CORES).maxWallSeconds(CORES_SECONDS)),
                        "while :; do :; done");
        double used = result.usage().cpu().toNanos() / 1e9;
        // The kernel hands out CPU time in periods of 100 ms, of which the last may be too much.
        double allowed = CORES * (CORES_SECONDS + 0.4);
        return Proof.when(
                used <= allowed,
                "a busy loop got a quarter of a core",
                "a busy loop got " + used + " s of CPU in " + CORES_SECONDS + " s");
    }

    private static Proof breached(ExecResult result, String limit, String evidence) {
        boolean held =
                result.outcome() instanceof Outcome.LimitBreached breached
                        && breached.breach().limit().equals(limit);
        return Proof.when(held, evidence, "the program " + result.outcome().reason());
    }
}
