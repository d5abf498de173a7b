package io.bailiwick.acceptance.escape;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxException;
import io.bailiwick.policy.FilesystemConfig;
import io.bailiwick.policy.FilesystemMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Attacks that need somebody outside to look: at survivors, at siblings, at the host's files. */
class EscapeLifecycleTest extends PlantedCanaries {
    /** Processes of the host whose arguments hold a word. */
    private static long processesNamed(String word) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .filter(entry -> Host.read(entry + "/cmdline").contains(word))
                    .count();
        }
    }

    @Test
    void aDaemonThatShedItsSessionEndsWithItsSandbox() throws IOException {
        String name = "survivor-" + canaries().secret();
        try (Sandbox sandbox = sandbox()) {
            assertThat(sandbox.exec(probe("survive", name, "300")).exitCode()).isZero();
            assertThat(processesNamed(name)).isPositive();
            sandbox.destroy();
            assertThat(processesNamed(name)).isZero();
        }
    }

    @Test
    void aForkStormEndsWithItsSandbox() throws IOException {
        String name = "storm-" + canaries().secret();
        try (Sandbox sandbox = sandbox()) {
            Execution storm = sandbox.spawn(probe("storm", "300", name));
            assertThat(lines(storm).readLine()).isEqualTo("storming");
            sandbox.destroy();
            assertThat(processesNamed(name)).isZero();
        }
    }

    @Test
    void aParentThatWaitsInVforkIsEndedByItsTimeout() throws IOException {
        try (Sandbox sandbox = sandbox()) {
            Execution waiting =
                    sandbox.spawn(request("borrow", "300").timeout(Duration.ofSeconds(1)).build());
            assertThat(lines(waiting).readLine()).isEqualTo("borrowing");
            assertThat(waiting.join().timedOut()).isTrue();
            assertThat(sandbox.exec(probe("list", "none-such")).exitCode()).isZero();
        }
    }

    @Test
    void killingEverythingKillsNothingOfTheHost() {
        try (Sandbox sandbox = sandbox()) {
            sandbox.exec(
                    ExecRequest.builder()
                            .command("kill -9 -1")
                            .timeout(Duration.ofSeconds(30))
                            .build());
        }
        assertThat(canaries().victimAlive()).isTrue();
    }

    @Test
    void aFalseReportOfSuccessIsOutputAndNothingElse() {
        try (Sandbox sandbox = sandbox()) {
            ExecResult result = sandbox.exec(probe("spoof", "3"));
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.stdout()).contains("\"exitCode\":0");
            assertThat(sandbox.exec(ExecRequest.ofArgv("true")).exitCode()).isZero();
        }
    }

    @Test
    void aSandboxSeesNothingOfItsSibling() throws IOException {
        String name = "sibling-" + canaries().secret().substring(0, 16);
        String secret = "SIBLING" + canaries().secret();
        List<String> cases =
                new ArrayList<>(
                        List.of(
                                "run-all",
                                "PROC-01/see",
                                "PROC-07/abstract",
                                "PROC-20/segment",
                                "PROC-20/shm",
                                "FS-33/",
                                "ENV-02/arguments",
                                "--canary",
                                "name=" + name,
                                "--canary",
                                "secret=" + new StringBuilder(secret).reverse()));
        String[] look = cases.toArray(String[]::new);
        try (Sandbox one = sandbox();
                Sandbox other = sandbox()) {
            Execution holder = one.spawn(request("hold", name, "/tmp", secret).stdinPipe().build());
            assertThat(lines(holder).readLine()).contains("\"abstract\":true");
            Map<String, ProbeResult> within = ProbeLines.results(one.exec(probe(look)).stdout());
            Map<String, ProbeResult> beside = ProbeLines.results(other.exec(probe(look)).stdout());
            assertThat(within.values()).hasSize(8).allMatch(ProbeResult::open);
            assertThat(beside.values()).hasSize(8).noneMatch(ProbeResult::open);
        }
    }

    @Test
    void aFullSiblingLeavesProcessesToOthers() throws IOException {
        try (Sandbox full = sandbox();
                Sandbox other = sandbox()) {
            Execution filler =
                    full.spawn(
                            ExecRequest.builder()
                                    .command(
                                            "while sleep 300 & do :; done 2>/dev/null; echo full;"
                                                    + " wait")
                                    .timeout(Duration.ofMinutes(1))
                                    .build());
            ExecResult result =
                    other.exec(probe("run-all", "RES-01/processes", "--canary", "processes=100"));
            assertThat(ProbeLines.results(result.stdout()).values())
                    .singleElement()
                    .matches(ProbeResult::open);
            filler.kill();
        }
    }

    @Test
    void aLinkPlantedWhereAMountWillComeLeavesTheHostUntouched() throws IOException {
        Path target = Files.createDirectory(canaries().base().resolve("target"));
        for (String aim : List.of(target.toString(), "/oldroot" + target)) {
            Path link = canaries().workspace().resolve("link");
            Files.createSymbolicLink(link, Path.of(aim));
            FilesystemConfig files =
                    FilesystemConfig.builder()
                            .mode(FilesystemMode.READ_WRITE)
                            .writablePaths(canaries().workspace().toString())
                            .readPaths(canaries().readable().toString())
                            .hiddenPaths(link.resolve("made/.env").toString())
                            .build();
            tryToStart(files);
            assertThat(target).isEmptyDirectory();
            assertThat(Path.of("/oldroot")).doesNotExist();
            Files.delete(link);
        }
    }

    /** The control of the test above: CVE-2026-87766, mended in bubblewrap 0.12. */
    @Test
    void aBareOldBubblewrapFollowsThePlantedLink() throws IOException {
        Path target = Files.createDirectory(canaries().base().resolve("target"));
        Path link = canaries().workspace().resolve("link");
        Files.createSymbolicLink(link, Path.of("/oldroot" + target));
        String workspace = canaries().workspace().toString();
        String version = Host.run(List.of("bwrap", "--version"), Map.of());
        Host.run(
                List.of(
                        "bwrap",
                        "--ro-bind",
                        "/",
                        "/",
                        "--bind",
                        workspace,
                        workspace,
                        "--dir",
                        link.resolve("made").toString(),
                        "true"),
                Map.of());
        boolean old = version.matches("(?s)bubblewrap 0\\.([0-9]|1[01])\\..*");
        assertThat(Files.exists(target.resolve("made"))).isEqualTo(old);
    }

    /** A refusal is as good as a start: what counts is the host. */
    private void tryToStart(FilesystemConfig files) {
        try (Sandbox sandbox = manager().create(spec(files))) {
            assertThat(sandbox.exec(ExecRequest.ofArgv("true")).exitCode()).isZero();
        } catch (SandboxException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void aLinkPlantedAsRunDirectoryIsNotFollowed() throws IOException {
        Probe probe = Probe.build(directory());
        try (Canaries own = Canaries.plant(probe, true)) {
            Path target = Files.createDirectory(own.base().resolve("target"));
            Host.give(target);
            Path home = Confinement.launcherHome(own);
            Files.createSymbolicLink(home.resolve("XDG_RUNTIME_DIR/bailiwick"), target);
            assertThat(Confinement.launched(own, true, home, "P/threads", "")).isEmpty();
            assertThat(target).isEmptyDirectory();
        }
    }
}
