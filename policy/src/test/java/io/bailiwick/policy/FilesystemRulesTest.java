package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiwick.policy.paths.LexicalPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesystemRulesTest {
    private static final Path PROJECT = Path.of("/home/ada/project");
    private static final Path HOME = Path.of("/home/ada");

    private static FilesystemRules rules(FilesystemConfig.Builder config) {
        return FilesystemRules.compile(config.build(), PROJECT, HOME);
    }

    private static FilesystemConfig.Builder config() {
        return FilesystemConfig.builder();
    }

    private static FilesystemConfig.Builder writing(String... paths) {
        return config().mode(FilesystemMode.READ_WRITE).writablePaths(paths);
    }

    /** What the agent can do with a path: {@code NONE} when even reading is denied. */
    private static Access access(FilesystemRules rules, String path) {
        return rules.decide(path, FileOperation.READ) instanceof Decision.Allow(FilesystemRule rule)
                ? rule.access()
                : Access.NONE;
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/bin/env, READ",
        "/bin, READ",
        "/lib64/ld.so, READ",
        "/opt/x, READ",
        "/etc/ssl/certs/ca.pem, READ",
        "/etc/ssl/private/key.pem, NONE",
        "/etc/java-17-openjdk/security, READ",
        "/etc/python3.11/sitecustomize.py, READ",
        "/etc/passwd, READ",
        "/etc/shadow, NONE",
        "/etc/ssh/sshd_config, NONE",
        "/etc/cron.d, NONE",
        "/proc/self, READ",
        "/dev/null, READ",
        "/dev/shm/x, SCRATCH",
        "/sys/class, NONE",
        "/run/docker.sock, NONE",
        "/tmp/x, SCRATCH",
        "/var/tmp/x, SCRATCH",
        "/var/log/syslog, NONE",
        "/home/agent/x, SCRATCH",
        "/home/ada/.pyenv/versions, READ",
        "/home/ada/.cargo/bin/cargo, READ",
        "/home/ada/.cargo/credentials.toml, NONE",
        "/home/ada/.ssh/id_rsa, NONE",
        "/home/ada/project/src, READ",
        "/home/bob, NONE",
        "/root/.bashrc, NONE",
        "/srv, NONE"
    })
    void theMinimalRootHoldsRuntimesAndTheProject(String path, Access access) {
        assertThat(access(rules(config()), path)).isEqualTo(access);
    }

    @ParameterizedTest
    @CsvSource({"/", "/home", "/home/ada", "/etc", "/var", "/home/ada/.cargo"})
    void aDirectoryAboveAnOpenedPathExistsAndCannotBeWritten(String path) {
        FilesystemRules rules = rules(config());
        assertThat(rules.decide(path, FileOperation.READ).allowed()).isTrue();
        assertThat(rules.decide(path, FileOperation.WRITE).allowed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "READ_ONLY, READ",
        "READ_WRITE, WRITE",
        "NONE, SCRATCH",
    })
    void theModeDecidesAboutTheWorkingDirectory(FilesystemMode mode, Access access) {
        assertThat(access(rules(config().mode(mode)), "/home/ada/project/x")).isEqualTo(access);
    }

    @Test
    void withWritablePathsTheWorkingDirectoryIsReadUnlessOneCoversIt() {
        assertThat(access(rules(writing("/out")), "/home/ada/project/x")).isEqualTo(Access.READ);
        assertThat(access(rules(writing("/out")), "/out/x")).isEqualTo(Access.WRITE);
        assertThat(access(rules(writing("./")), "/home/ada/project/x")).isEqualTo(Access.WRITE);
        assertThat(access(rules(writing("./build")), "/home/ada/project/build/x"))
                .isEqualTo(Access.WRITE);
    }

    @ParameterizedTest
    @CsvSource({"/usr/bin/env", "/etc/ssl/certs", "/home/ada/.nvm/x", "/data/x"})
    void withoutWritablePathsWhatIsReadableIsLayered(String path) {
        FilesystemRules rules = rules(config().mode(FilesystemMode.READ_WRITE).readPaths("/data"));
        assertThat(access(rules, path)).isEqualTo(Access.LAYER);
    }

    @Test
    void syntheticAndPrivateTreesAreNeverLayered() {
        FilesystemRules rules = rules(config().mode(FilesystemMode.READ_WRITE));
        assertThat(access(rules, "/etc/hosts")).isEqualTo(Access.READ);
        assertThat(access(rules, "/proc/1")).isEqualTo(Access.READ);
    }

    @Test
    void devicesCanBeWrittenThoughTheirDirectoryCannot() {
        FilesystemRules rules = rules(config());
        assertThat(rules.decide("/dev/null", FileOperation.WRITE).allowed()).isTrue();
        assertThat(rules.decide("/dev/sda", FileOperation.WRITE).allowed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/home/ada/letters.txt, READ",
        "/srv/data, READ",
        "/etc/hostname, READ",
        "/etc/fstab, READ",
        "/etc/shadow, NONE",
        "/etc/shadow-, NONE",
        "/etc/sudoers.d/x, NONE",
        "/etc/ssh/ssh_host_ed25519_key, NONE",
        "/etc/ssh/ssh_config, READ",
        "/home/ada/.ssh, NONE",
        "/home/ada/.ssh/config, NONE",
        "/home/ada/.aws/config, NONE",
        "/home/bob/.config/gcloud/x, NONE",
        "/root/.bash_history, NONE",
        "/srv/app/.env.production, NONE",
        "/run/user/1000/bus, NONE",
        "/sys, NONE",
        "/tmp/x, SCRATCH",
        "/usr/lib/ssl/cert.pem, READ"
    })
    void theHostsRootIsReadWithoutWhatIsHidden(String path, Access access) {
        assertThat(access(rules(config().root(FilesystemRoot.HOST)), path)).isEqualTo(access);
    }

    @Test
    void noneNeverOpensTheHostsRoot() {
        FilesystemRules rules = rules(config().root(FilesystemRoot.HOST).mode(FilesystemMode.NONE));
        assertThat(access(rules, "/home/ada/letters.txt")).isEqualTo(Access.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".env",
                ".env.local",
                "sub/.env",
                "a.pem",
                "x/SERVER.KEY",
                "id_rsa",
                ".aws/x/y",
                ".git-credentials"
            })
    void aCredentialFileOfTheProjectIsHidden(String name) {
        FilesystemRules rules = rules(config());
        assertThat(access(rules, "/home/ada/project/" + name)).isEqualTo(Access.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env",
                "environment.py",
                "pem",
                "key.txt",
                "credentials/x.py",
                ".venv/lib/certifi/cacert.pem",
                "keys/public.pub",
                ".gitignore"
            })
    void anOrdinaryFileOfTheProjectIsNot(String name) {
        FilesystemRules rules = rules(config());
        assertThat(access(rules, "/home/ada/project/" + name)).isEqualTo(Access.READ);
    }

    @ParameterizedTest
    @CsvSource({
        ".env, NONE",
        ".ssh/id_rsa, NONE",
        "versions/.netrc, NONE",
        "versions/.ssh/id_rsa, NONE",
        "credentials.toml, NONE",
        "versions/3.13/.netrc, READ",
        "versions/3.13/.ssh/id_rsa, READ",
        "cert.pem, READ",
        "versions/server.pem, READ"
    })
    void credentialsAreHiddenNearTheTopOfAToolchain(String name, Access access) {
        String path = "/home/ada/.pyenv/" + name;
        assertThat(access(rules(config()), path)).isEqualTo(access);
        FilesystemConfig written = config().mode(FilesystemMode.READ_WRITE).build();
        assertThat(new FilesystemPolicy(written, PROJECT, HOME).canRead(path))
                .isEqualTo(access == Access.READ);
    }

    @Test
    void aDeclaredPathOpensWhatIsHiddenExactlyThere() {
        FilesystemRules rules =
                rules(config().root(FilesystemRoot.HOST).readPaths("~/.aws/config", "~/.ssh"));
        assertThat(access(rules, "/home/ada/.aws/config")).isEqualTo(Access.READ);
        assertThat(access(rules, "/home/ada/.aws/credentials")).isEqualTo(Access.NONE);
        assertThat(rules.decide("/home/ada/.aws", FileOperation.READ))
                .isEqualTo(
                        new Decision.Allow(
                                new FilesystemRule(
                                        "/home/ada/.aws", Access.READ, FilesystemRule.ABOVE)));
        assertThat(access(rules, "/home/ada/.ssh/config")).isEqualTo(Access.READ);
        assertThat(access(rules, "/home/ada/.ssh/id_rsa")).isEqualTo(Access.NONE);
    }

    @Test
    void aHiddenPathHidesWhatIsBeneathAndALongerDeclaredOneOpensIt() {
        FilesystemRules rules =
                rules(config().hiddenPaths("./secret").readPaths("./secret/public"));
        assertThat(access(rules, "/home/ada/project/secret/x")).isEqualTo(Access.NONE);
        assertThat(access(rules, "/home/ada/project/secret/public/x")).isEqualTo(Access.READ);
    }

    @Test
    void aPathThatIsBothHiddenAndDeclaredStaysHidden() {
        FilesystemRules rules = rules(config().hiddenPaths("/data").readPaths("/data"));
        assertThat(access(rules, "/data/x")).isEqualTo(Access.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "'*.log', /home/ada/project/a/b.log, NONE",
        "'*.log', /home/ada/project/a/b.txt, READ",
        "'**/node_modules', /home/ada/project/x/node_modules/y/z, NONE",
        "'./*/deep', /home/ada/project/a/deep/x, NONE",
        "'./*/deep', /home/ada/project/a/b/deep, READ",
        "'*.so', /usr/lib/libc.so, READ",
    })
    void aHiddenPatternHidesInDeclaredTreesOnly(String pattern, String path, Access access) {
        assertThat(access(rules(config().hiddenPaths(pattern)), path)).isEqualTo(access);
    }

    @Test
    void aPatternDoesNotHideWhatADeclaredPathNames() {
        FilesystemRules rules = rules(config().hiddenPaths("*.md").readPaths("./README.md"));
        assertThat(access(rules, "/home/ada/project/README.md")).isEqualTo(Access.READ);
        assertThat(access(rules, "/home/ada/project/OTHER.md")).isEqualTo(Access.NONE);
    }

    @Test
    void aProjectUnderTmpAppearsOverThePrivateTmp() {
        FilesystemRules rules =
                FilesystemRules.compile(config().build(), Path.of("/tmp/project"), HOME);
        assertThat(access(rules, "/tmp/project/x")).isEqualTo(Access.READ);
        assertThat(access(rules, "/tmp/other")).isEqualTo(Access.SCRATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /srv/x, NONE",
        "/tmp, /tmp/x, SCRATCH",
        "/dev/shm, /dev/shm/x, SCRATCH",
        "/proc/1, /proc/1/x, READ"
    })
    void aWorkingDirectoryThatTheSandboxMakesItselfOpensNothing(
            String directory, String path, Access access) {
        FilesystemRules rules =
                FilesystemRules.compile(
                        config().mode(FilesystemMode.READ_WRITE).build(), Path.of(directory), HOME);
        assertThat(access(rules, path)).isEqualTo(access);
    }

    @Test
    void aStarInTheNameOfTheWorkingDirectoryIsNoPattern() {
        FilesystemRules rules =
                FilesystemRules.compile(config().build(), Path.of("/home/ada/a*"), HOME);
        assertThat(access(rules, "/home/ada/a*/x")).isEqualTo(Access.READ);
        assertThat(access(rules, "/home/ada/abc/x")).isEqualTo(Access.NONE);
    }

    @Test
    void aRelativeDirectoryIsRefused() {
        assertThatThrownBy(() -> FilesystemRules.compile(config().build(), Path.of("x"), HOME))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(FilesystemMode.class)
    void aDirectoryComesBeforeWhatIsBeneathIt(FilesystemMode mode) {
        FilesystemRules rules = rules(config().mode(mode).root(FilesystemRoot.HOST));
        List<String> seen = new ArrayList<>();
        for (FilesystemRule rule : rules.rules()) {
            if (!rule.isPattern()) {
                for (String before : seen) {
                    assertThat(LexicalPath.isWithin(before, rule.path())).isFalse();
                }
                seen.add(rule.path());
            }
        }
        assertThat(seen).hasSizeGreaterThan(20);
    }

    @Test
    void aWalkIsToldWhatToLeaveOut() {
        FilesystemRules rules =
                rules(config().hiddenPaths("./private", "*.tmp").readPaths("./deploy.pem"));
        assertThat(rules.hides("/home/ada/project/.env", false)).isPresent();
        assertThat(rules.hides("/home/ada/project/.ssh", true)).isPresent();
        assertThat(rules.hides("/home/ada/project/private", true)).isPresent();
        assertThat(rules.hides("/home/ada/project/x/a.tmp", false)).isPresent();
        assertThat(rules.hides("/home/ada/project/deploy.pem", false)).isEmpty();
        assertThat(rules.hides("/home/ada/project/src", true)).isEmpty();
        assertThat(rules.hides("/usr/lib/x.pem", false)).isEmpty();
        assertThat(rules.hides("/etc/ssl/private", true)).isPresent();
    }

    /** A walk that prunes and a question about one path must agree. */
    @Test
    void aWalkAndADecisionAgree() {
        FilesystemRules rules =
                rules(
                        config().root(FilesystemRoot.HOST)
                                .hiddenPaths("**/q", "./p")
                                .readPaths("./p/r", "~/.pyenv/.env/r"));
        Random random = new Random(7);
        String[] names = {
            "a", "p", "q", "r", ".env", "x.pem", ".ssh", "project", "home", "ada", "usr"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder path = new StringBuilder(random.nextBoolean() ? "/home/ada/.pyenv" : "");
            boolean pruned = false;
            int depth = 1 + random.nextInt(6);
            for (int d = 0; d < depth; d++) {
                path.append('/').append(names[random.nextInt(names.length)]);
                boolean last = d == depth - 1;
                if (rules.rules().stream().anyMatch(r -> r.path().equals(path.toString()))) {
                    pruned = false;
                }
                pruned |= rules.hides(path.toString(), !last).isPresent();
                pruned |= last && rules.hides(path.toString(), true).isPresent();
            }
            Decision decision = rules.decide(path.toString(), FileOperation.READ);
            boolean above =
                    decision instanceof Decision.Allow(FilesystemRule rule)
                            && rule.origin().equals(FilesystemRule.ABOVE);
            if (!above) {
                assertThat(decision.allowed()).as(path.toString()).isEqualTo(!pruned);
            }
        }
    }

    @Test
    void everyDenialSaysWhy() {
        FilesystemRules rules = rules(config());
        assertThat(rules.decide("/usr/x", FileOperation.WRITE))
                .isInstanceOfSatisfying(
                        Decision.Deny.class,
                        deny ->
                                assertThat(deny.why())
                                        .isEqualTo("'/usr' can only be read (system)"));
        assertThat(rules.decide("/home/ada/project/.env", FileOperation.READ))
                .isInstanceOfSatisfying(
                        Decision.Deny.class,
                        deny ->
                                assertThat(deny.why())
                                        .isEqualTo("hidden by '**/.env*' (hidden by default)"));
    }
}
