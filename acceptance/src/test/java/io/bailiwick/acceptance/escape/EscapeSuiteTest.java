package io.bailiwick.acceptance.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bailiwick.acceptance.Caller;
import io.bailiwick.linux.seccomp.AgentProfile;
import io.bailiwick.linux.seccomp.BpfSimulator;
import io.bailiwick.linux.seccomp.SeccompArch;
import io.bailiwick.linux.seccomp.SeccompData;
import io.bailiwick.linux.seccomp.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every attack of the probe, with its control. The results are those of one run, so that a column
 * and its control saw the same machine; {@code target/escape-matrix.md} shows them all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EscapeSuiteTest {
    private static final int AUDIT_ARCH_I386 = 0x40000003;

    private Path directory;
    private Map<String, ProbeCase> cases = Map.of();
    private Map<String, ProbeResult> control = Map.of();
    private Map<String, ProbeResult> byRoot = Map.of();
    private Map<String, ProbeResult> byUser = Map.of();

    @BeforeAll
    void runEverywhere() throws IOException {
        directory = Files.createTempDirectory(Path.of("/var/tmp"), "bailiwick-probe");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Probe probe = Probe.build(directory);
        Confinement confinement = new Confinement(probe);
        cases = probe.cases();
        EscapeMatrix matrix = new EscapeMatrix(cases);
        control = confinement.control();
        matrix.add("control", control);
        byUser = confinement.sandboxed(true);
        matrix.add("sandbox of a user", byUser);
        if (Caller.root()) {
            byRoot = confinement.sandboxed(false);
            matrix.add("sandbox of root", byRoot);
        }
        String prefix = System.getProperty("bailiwick.escape.prefix", "");
        if (!prefix.isBlank()) {
            matrix.add("`" + prefix + "`", confinement.prefixed(List.of(prefix.split(" +"))));
        }
        matrix.write(Path.of("target", "escape-matrix.md"));
    }

    @AfterAll
    void removeProbe() throws IOException {
        Host.remove(directory);
    }

    @Test
    void everyAttackWorksWithoutASandboxOrIsKnownNotTo() {
        assumeTrue(Caller.root(), "needs root: attacks that only privileges make possible");
        List<String> refused = new ArrayList<>();
        for (ProbeCase row : attacks()) {
            ProbeResult result = control.get(row.id());
            if (result == null || !result.open()) {
                refused.add(row.id());
            }
        }
        refused.removeAll(Expectations.NOT_EXERCISABLE.keySet());
        assertThat(describe(refused, control)).isEmpty();
    }

    @Test
    void whatIsKnownNotToBeExercisableIsACaseOfTheProbe() {
        assertThat(cases.keySet())
                .containsAll(Expectations.NOT_EXERCISABLE.keySet())
                .containsAll(Expectations.RESIDUE.keySet())
                .containsAll(Expectations.RESIDUE_WHEN_SAMPLED.keySet());
    }

    @Test
    void noAttackWorksInASandboxOfAnOrdinaryUser() {
        assertThat(notBlocked(byUser, Expectations.RESIDUE_WHEN_SAMPLED::containsKey)).isEmpty();
    }

    @Test
    void noAttackWorksInASandboxOfRoot() {
        assumeTrue(Caller.root(), "needs root: the sandbox of a caller with privileges");
        assertThat(notBlocked(byRoot, id -> false)).isEmpty();
    }

    @Test
    void everyBenignNeighbourWorksInASandboxOfAnOrdinaryUser() {
        assertThat(notWorking(byUser)).isEmpty();
    }

    @Test
    void everyBenignNeighbourWorksInASandboxOfRoot() {
        assumeTrue(Caller.root(), "needs root: the sandbox of a caller with privileges");
        assertThat(notWorking(byRoot)).isEmpty();
    }

    @Test
    void theFilterRefusesEverySystemCallOfTheSuiteWhateverTheKernelWouldSay() {
        SeccompArch arch = SeccompArch.current().orElseThrow();
        AgentProfile profile = AgentProfile.agentDefault(arch);
        BpfSimulator main = BpfSimulator.load(profile.mainFilter());
        BpfSimulator ioctl = BpfSimulator.load(profile.ioctlFilter());
        List<String> allowed = new ArrayList<>();
        for (ProbeCase row : attacks()) {
            if (row.call().isEmpty() || !filtered(row.id())) {
                continue;
            }
            SeccompData data = data(arch, row.call().get());
            Verdict verdict = main.run(data).and(ioctl.run(data));
            if (verdict.action() == Verdict.Action.ALLOW) {
                allowed.add(row.id() + " " + row.call().get());
            }
        }
        assertThat(allowed).isEmpty();
    }

    /** Left to the kernel's own checks: scheduling and prctl are legitimate in part. */
    private static boolean filtered(String id) {
        boolean inPart = id.startsWith("PROC-15/") || id.startsWith("SYS-28/");
        return !inPart || id.equals("SYS-28/dispatch");
    }

    private static SeccompData data(SeccompArch arch, ProbeCase.Call call) {
        int audit = call.name().startsWith("int80:") ? AUDIT_ARCH_I386 : arch.audit();
        return new SeccompData((int) call.number(), audit, 0, call.arguments());
    }

    private List<ProbeCase> attacks() {
        return cases.values().stream().filter(ProbeCase::attack).toList();
    }

    private List<String> notBlocked(
            Map<String, ProbeResult> results, Predicate<String> alsoExpected) {
        List<String> open = new ArrayList<>();
        for (ProbeCase row : attacks()) {
            ProbeResult result = results.get(row.id());
            boolean expected =
                    Expectations.RESIDUE.containsKey(row.id())
                            || alsoExpected.test(row.id())
                            || (Expectations.NOT_EXERCISABLE.containsKey(row.id())
                                    && result != null
                                    && !result.open());
            boolean blocked = result != null && result.result() == ProbeResult.Result.BLOCKED;
            if (!blocked && !expected) {
                open.add(row.id());
            }
        }
        return describe(open, results);
    }

    private List<String> notWorking(Map<String, ProbeResult> results) {
        List<String> broken = new ArrayList<>();
        for (ProbeCase row : cases.values()) {
            ProbeResult result = results.get(row.id());
            if (!row.attack() && (result == null || !result.open())) {
                broken.add(row.id());
            }
        }
        return describe(broken, results);
    }

    private static List<String> describe(List<String> ids, Map<String, ProbeResult> results) {
        Map<String, String> lines = new TreeMap<>();
        for (String id : ids) {
            ProbeResult result = results.get(id);
            lines.put(id, result == null ? id + ": no result" : result.toString());
        }
        return List.copyOf(lines.values());
    }
}
