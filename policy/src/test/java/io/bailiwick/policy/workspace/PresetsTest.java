package io.bailiwick.policy.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiwick.policy.paths.HiddenNames;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresetsTest {
    private final Presets presets = new Presets();

    private static PermissionRule rule(int priority) {
        return PermissionRule.glob("/x" + priority, Permission.WRITE).at(priority);
    }

    @Test
    void theListIsSorted() {
        assertThat(presets.list())
                .containsExactly(
                        "agent-safe", "development", "full-access", "read-only", "view-only");
    }

    @Test
    void thePresetsOfTheProcessAreFoundByName() {
        assertThat(Preset.named("development")).isEqualTo(presets.preset("development"));
        assertThat(Preset.all()).extracting(Preset::name).contains("agent-safe").isSorted();
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThatThereAreAndTheOneThatWasMeant() {
        assertThatThrownBy(() -> presets.preset("agent_save"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Unknown preset 'agent_save'. Available presets: agent-safe, development,"
                                + " full-access, read-only, view-only; did you mean 'agent-safe'?");
        assertThatThrownBy(() -> presets.preset("zzz"))
                .hasMessage(
                        "Unknown preset 'zzz'. Available presets: agent-safe, development,"
                                + " full-access, read-only, view-only");
    }

    @Test
    void aRegisteredPresetIsFoundAndListedInItsRegistryOnly() {
        Preset registered = presets.register("mine", List.of(rule(1)));

        assertThat(presets.preset("mine")).isEqualTo(registered);
        assertThat(presets.list()).contains("mine").isSorted();
        assertThat(new Presets().list()).doesNotContain("mine");
    }

    @Test
    void aNameIsNotGivenTwice() {
        assertThatThrownBy(() -> presets.register("read-only", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Preset 'read-only' already exists. Use a different name.");
        assertThat(presets.preset("read-only").rules()).isNotEmpty();
    }

    @Test
    void additionsAreAppendedAsTheyAre() {
        Preset base = new Preset("base", List.of(rule(5)));
        assertThat(base.extend(List.of(rule(0), rule(500))))
                .containsExactly(rule(5), rule(0), rule(500));
    }

    @Test
    void anOverrideIsPutAboveEverythingUnlessItIsThereAlready() {
        Preset base = new Preset("base", List.of(rule(5)));
        PermissionRule low = rule(3);
        PermissionRule equal = rule(7);
        PermissionRule high = rule(8);

        assertThat(base.extend(List.of(rule(7)), List.of(low, equal, high)))
                .containsExactly(rule(5), rule(7), low.at(107), equal.at(107), high);
    }

    @Test
    void anOverrideOfTheHighestPriorityDoesNotWrapAround() {
        Preset base = new Preset("base", List.of(rule(5).at(Integer.MAX_VALUE)));
        assertThat(base.extend(List.of(), List.of(rule(1))).getLast().priority())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void anAdditionOpensNoSecretAndAnOverrideDoes() {
        Preset base = presets.preset("agent-safe");
        PermissionRule open = PermissionRule.glob("/.env", Permission.READ);

        CompiledRules added = CompiledRules.compile(base.extend(List.of(open)));
        CompiledRules overridden = CompiledRules.compile(base.extend(List.of(), List.of(open)));

        assertThat(added.permission(added.at("/.env"))).isEqualTo(Permission.NONE);
        assertThat(overridden.permission(overridden.at("/.env"))).isEqualTo(Permission.READ);
    }

    /** There is one list of secret names; the exceptions to it are those of the presets' page. */
    @ParameterizedTest
    @ValueSource(strings = {"agent-safe", "development"})
    void everyNameThatIsHiddenFromSandboxesIsHidden(String preset) {
        CompiledRules rules = CompiledRules.compile(presets.preset(preset).rules());
        for (String glob : HiddenNames.globs()) {
            if (preset.equals("development") && glob.equals("credentials")) {
                continue;
            }
            for (String path : List.of("/", "/output/a/")) {
                String name = path + glob.replace("*", "x");
                assertThat(rules.effective(rules.at(name), true))
                        .as(name)
                        .isEqualTo(EffectivePermission.HIDDEN);
                assertThat(rules.permission(rules.at(name.toUpperCase(java.util.Locale.ROOT))))
                        .as("capitals of %s", name)
                        .isEqualTo(Permission.NONE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent-safe", "development"})
    void renamingADirectoryNeitherLiftsNorPlantsAnything(String preset) {
        CompiledRules rules = CompiledRules.compile(presets.preset(preset).rules());
        RuleState hidden = rules.at("/output/secrets");
        RuleState plain = rules.at("/output/x");
        RuleState editor = rules.at("/output/.vscode");

        assertThat(rules.mayRaise(hidden, plain)).isTrue();
        assertThat(rules.mayRaise(editor, plain)).isTrue();
        assertThat(rules.mayPlant(plain, editor)).isTrue();
        assertThat(rules.mayRaise(plain, rules.at("/output/y"))).isFalse();
        assertThat(rules.mayPlant(plain, rules.at("/output/y"))).isFalse();
    }

    @Test
    void aDirectoryWithHooksCannotBecomeARepository() {
        CompiledRules rules = CompiledRules.compile(presets.preset("development").rules());
        assertThat(rules.mayPlant(rules.at("/x"), rules.at("/.git"))).isTrue();
        assertThat(rules.mayRaise(rules.at("/.git"), rules.at("/x"))).isTrue();
        assertThat(rules.mayRaise(rules.at("/a/.git"), rules.at("/b/.git"))).isFalse();
        assertThat(rules.mayPlant(rules.at("/a/.git"), rules.at("/b/.git"))).isFalse();
    }
}
