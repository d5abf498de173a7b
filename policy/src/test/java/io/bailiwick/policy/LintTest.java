package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.policy.diagnostics.Problem;
import io.bailiwick.policy.diagnostics.Severity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LintTest {
    private static final Path PROJECT = Path.of("/home/ada/project");
    private static final Path HOME = Path.of("/home/ada");

    private static List<Problem> lint(String yaml) {
        return lint(yaml, PROJECT);
    }

    private static List<Problem> lint(String yaml, Path directory) {
        return Lint.check(CapabilityParser.fromString(yaml), directory, HOME);
    }

    private static List<Problem> writing(String path) {
        return lint("filesystem_config: {mode: read_write, writable_paths: ['" + path + "']}");
    }

    private static List<String> errors(List<Problem> problems) {
        return problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(Problem::path)
                .toList();
    }

    @Test
    void theDefaultsAreClean() {
        assertThat(lint("{}")).isEmpty();
        assertThat(lint("filesystem_config: {mode: read_write}")).isEmpty();
        assertThat(lint("filesystem_config: {mode: none}")).isEmpty();
        assertThat(Lint.check(CapabilityDeclaration.safeDefault(), PROJECT, HOME)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "~",
                "~/",
                "/home/ada",
                "/home",
                "/",
                "~/.bashrc",
                "~/.profile",
                "~/.zshrc",
                "~/.config",
                "~/.config/autostart",
                "~/.ssh",
                "~/.config/systemd/user/x",
                "~/.local/bin",
                "~/bin/x",
                "/etc",
                "/etc/cron.d",
                "/usr/local/bin",
                "~/.vimrc",
                "~/.gitconfig"
            })
    void aWritablePlaceThatRunsOutsideOfTheSandboxIsAnError(String path) {
        assertThat(errors(writing(path))).containsExactly("filesystem_config.writable_paths.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/out",
                "./build",
                "~/results",
                "/srv/data",
                "~/project",
                "/opt/app/data",
                "~/binary",
                "/etcetera"
            })
    void anOrdinaryWritablePlaceIsNot(String path) {
        assertThat(errors(writing(path))).isEmpty();
    }

    @Test
    void aWritableHomeAsWorkingDirectoryIsAnError() {
        assertThat(errors(lint("filesystem_config: {mode: read_write}", HOME)))
                .containsExactly("filesystem_config.mode");
    }

    @Test
    void aReadableHomeIsAWarning() {
        assertThat(lint("{}", HOME))
                .extracting(Problem::message)
                .containsExactly(
                        "'/home/ada' (working directory) gives the agent the whole home directory");
        assertThat(lint("filesystem_config: {read_paths: [/home]}"))
                .extracting(Problem::path)
                .containsExactly("filesystem_config.read_paths.0");
    }

    @Test
    void openingWhatIsHiddenIsAWarning() {
        assertThat(lint("filesystem_config: {read_paths: [~/.aws/config, ./deploy.pem]}"))
                .extracting(Problem::message)
                .containsExactly(
                        "'/home/ada/.aws/config' opens what is hidden by '**/.aws' (hidden by"
                                + " default)",
                        "'/home/ada/project/deploy.pem' opens what is hidden by '**/*.pem' (hidden by"
                                + " default)");
    }

    @Test
    void aWritablePathBeneathAHiddenOneIsAWarningAndTheSamePathAnError() {
        List<Problem> beneath =
                lint(
                        "filesystem_config: {mode: read_write, writable_paths: [/data/x],"
                                + " hidden_paths: [/data]}");
        assertThat(beneath)
                .extracting(Problem::message)
                .containsExactly("'/data/x' opens what is hidden by '/data' (hidden_paths)");
        List<Problem> same =
                lint("filesystem_config: {read_paths: [/data], hidden_paths: [/data/]}");
        assertThat(errors(same)).containsExactly("filesystem_config.read_paths.0");
    }

    @Test
    void aPathThatIsListedTwiceOrCoveredIsAWarning() {
        assertThat(lint("filesystem_config: {read_paths: [/data, /data/, /data/sub]}"))
                .extracting(Problem::message)
                .containsExactly(
                        "'/data' is listed twice", "'/data/sub' is already covered by '/data'");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*, '*' allows every host",
                "*.com, '*.com' allows hosts that anyone can register",
                "*.co.uk, '*.co.uk' allows hosts that anyone can register",
                "*.github.io, '*.github.io' allows hosts that anyone can register",
                "a*.com, 'a*.com' allows hosts that anyone can register",
                "*.*, '*.*' allows every host",
                "a*, 'a*' allows hosts that anyone can register"
            })
    void aWildcardThatIsTooWideIsAWarning(String domain, String message) {
        assertThat(lint("network_egress_rules: [{domain: \"" + domain + "\"}]"))
                .extracting(Problem::message)
                .containsExactly(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.example.com", "example.com", "co.uk", "api?.example.com"})
    void anOrdinaryDomainIsNot(String domain) {
        assertThat(lint("network_egress_rules: [{domain: \"" + domain + "\"}]")).isEmpty();
    }

    @Test
    void aDomainThatIsListedTwiceIsAWarning() {
        assertThat(lint("network_egress_rules: [{domain: a.com}, {domain: A.com}]"))
                .extracting(Problem::path)
                .containsExactly("network_egress_rules.1.domain");
        assertThat(lint("network_egress_rules: [{domain: a.com, ports: [1]}, {domain: a.com}]"))
                .isEmpty();
    }

    @Test
    void anAllowlistThatCannotWorkIsAWarning() {
        assertThat(lint("env_allowlist: [LANG]"))
                .extracting(Problem::path)
                .containsExactly("env_allowlist");
        assertThat(lint("permissions: [read_env]\nenv_allowlist: [LANG, OPENAI_API_KEY]"))
                .extracting(Problem::path)
                .containsExactly("env_allowlist.1");
    }

    @Test
    void aFindingCanBePlacedInItsFile() {
        ParsedCapability parsed =
                CapabilityParser.parse(
                        """
                        filesystem_config:
                          mode: read_write
                          writable_paths:
                            - /tmp/out
                            - ~/.bashrc
                        """,
                        "c.yaml");
        Problem problem =
                Lint.check(parsed.capability(), PROJECT, HOME).stream()
                        .filter(found -> found.severity() == Severity.ERROR)
                        .map(parsed::locate)
                        .findFirst()
                        .orElseThrow();
        assertThat(problem.line()).isEqualTo(5);
        assertThat(problem.column()).isEqualTo(7);
        assertThat(problem.sourceLine()).isEqualTo("    - ~/.bashrc");
    }

    @Test
    void aFindingAboutADefaultHasNoPlace() {
        ParsedCapability parsed = CapabilityParser.parse("{}", "c.yaml");
        Problem problem = Lint.check(parsed.capability(), HOME, HOME).getFirst();
        assertThat(parsed.locate(problem).line()).isZero();
    }
}
