package io.bailiwick.policy.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a user of AgentFense expects of its permissions, case by case, where its own implementation
 * does otherwise. The cases of patterns and of the order are tables of {@code
 * docs/workspace-rules.md}.
 */
class SeedCasesTest {
    private static final CompiledRules AGENT_SAFE =
            CompiledRules.compile(new Presets().preset("agent-safe").rules());

    private static CompiledRules compile(PermissionRule... rules) {
        return CompiledRules.compile(List.of(rules));
    }

    /** Whether a listing of a directory shows an entry. */
    private static boolean lists(
            CompiledRules rules, String directory, String name, boolean isDir) {
        return rules.effective(rules.child(rules.at(directory), name), isDir).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "/, secrets, true",
        "/, .git, true",
        "/a/b, secrets, true",
        "/secrets, a.txt, false",
        "/.git, config, false",
        "/a/b/secrets, x, false",
        "/output, .git, true"
    })
    void agentSafeHidesSecretsAndGitFromAListing(String directory, String name, boolean isDir) {
        assertThat(lists(AGENT_SAFE, directory, name, isDir)).isFalse();
        assertThat(lists(AGENT_SAFE, directory, "visible", isDir))
                .isEqualTo(!directory.contains("secrets") && !directory.contains(".git"));
    }

    @Test
    void aRuleOnOneFileMakesItsDirectoriesPassableAndListsNothingElse() {
        CompiledRules rules = compile(PermissionRule.file("/docs/readme.md", Permission.READ));
        assertThat(lists(rules, "/", "docs", true)).isTrue();
        assertThat(lists(rules, "/", "docs", false)).isFalse();
        assertThat(lists(rules, "/", "src", true)).isFalse();
        assertThat(lists(rules, "/docs", "readme.md", false)).isTrue();
        assertThat(lists(rules, "/docs", "other.md", false)).isFalse();
        assertThat(lists(rules, "/docs", "sub", true)).isFalse();
    }

    @Test
    void aPublicKeyIsAllThatAHiddenDirectoryLists() {
        CompiledRules rules =
                compile(
                        PermissionRule.glob("/secrets/**", Permission.NONE),
                        PermissionRule.glob("**/*", Permission.READ),
                        PermissionRule.file("/secrets/public.key", Permission.READ));
        assertThat(lists(rules, "/", "secrets", true)).isTrue();
        assertThat(lists(rules, "/secrets", "public.key", false)).isTrue();
        assertThat(lists(rules, "/secrets", "private.key", false)).isFalse();
        assertThat(rules.effective(rules.at("/secrets"), true))
                .isEqualTo(EffectivePermission.TRAVERSE_ONLY);
    }

    @Test
    void oneTenantSeesItsOutputAndNotThatOfAnother() {
        CompiledRules rules =
                compile(
                        PermissionRule.glob("/output/u1/**", Permission.WRITE),
                        PermissionRule.glob("/output/**", Permission.NONE));
        assertThat(lists(rules, "/", "output", true)).isTrue();
        assertThat(lists(rules, "/output", "u1", true)).isTrue();
        assertThat(lists(rules, "/output", "u2", true)).isFalse();
        assertThat(rules.permission(rules.at("/output/u1/x"))).isEqualTo(Permission.WRITE);
    }

    @Test
    void eachLevelIncludesThoseBefore() {
        assertThat(Permission.WRITE.allows(Permission.READ)).isTrue();
        assertThat(Permission.READ.allows(Permission.VIEW)).isTrue();
        assertThat(Permission.VIEW.allows(Permission.VIEW)).isTrue();
        assertThat(Permission.VIEW.allows(Permission.READ)).isFalse();
        assertThat(Permission.NONE.allows(Permission.VIEW)).isFalse();
    }

    /** Whiteouts are no names: a name that looks like one of AgentFense's is an ordinary one. */
    @ParameterizedTest
    @CsvSource({".wh.x", ".wh..", ".wh...", ".wh.secret"})
    void aNameThatLooksLikeAWhiteoutIsAName(String name) {
        CompiledRules rules =
                compile(
                        PermissionRule.glob("**", Permission.WRITE),
                        PermissionRule.file("/secret", Permission.NONE));
        assertThat(rules.permission(rules.child(rules.root(), name))).isEqualTo(Permission.WRITE);
    }

    @Test
    void whatIsProtectedIsProtectedBeforeItExistsAndHoweverDeep() {
        CompiledRules rules = CompiledRules.compile(new Presets().preset("development").rules());
        RuleState repository = rules.at("/a/b/c/new");
        RuleState git = rules.child(repository, ".git");
        RuleState hooks = rules.child(git, "hooks");
        assertThat(rules.permission(git)).isEqualTo(Permission.WRITE);
        assertThat(rules.permission(hooks)).isEqualTo(Permission.READ);
        assertThat(rules.permission(rules.child(hooks, "pre-commit"))).isEqualTo(Permission.READ);
    }

    @Test
    void theRulesOfTheSeedsPresetMeanWhatTheySay() {
        CompiledRules rules =
                compile(
                        PermissionRule.glob("**/*", Permission.READ),
                        PermissionRule.glob("/output/**", Permission.WRITE).at(10),
                        PermissionRule.glob("**/secrets/**", Permission.NONE).at(100),
                        PermissionRule.glob("**/.git/**", Permission.NONE).at(50));
        assertThat(rules.permission(rules.at("/output/x"))).isEqualTo(Permission.WRITE);
        assertThat(rules.permission(rules.at("/output/secrets/x"))).isEqualTo(Permission.NONE);
        assertThat(rules.permission(rules.at("/.git/config"))).isEqualTo(Permission.NONE);
        assertThat(rules.permission(rules.at("/x/y"))).isEqualTo(Permission.READ);
    }
}
