package io.bailiwick.policy.workspace;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of rules with a name.
 *
 * @param name what it is called
 * @param rules the rules, in no particular order
 */
public record Preset(String name, List<PermissionRule> rules) {
    /** By how much an override is put above everything else. */
    private static final int ABOVE = 100;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException for a blank name
     */
    public Preset {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a preset needs a name");
        }
        rules = List.copyOf(rules);
    }

    /**
     * The preset with a name, of those of this process.
     *
     * @throws IllegalArgumentException when there is none, with the names that there are
     */
    public static Preset named(String name) {
        return Presets.shared().preset(name);
    }

    /** The presets of this process, sorted by name. */
    public static List<Preset> all() {
        return Presets.shared().list().stream().map(Preset::named).toList();
    }

    /** With more rules, which are taken as they are. */
    public List<PermissionRule> extend(List<PermissionRule> additions) {
        return extend(additions, List.of());
    }

    /**
     * With more rules.
     *
     * @param additions are taken as they are
     * @param overrides are put above all rules of the preset and the additions: one whose priority
     *     is not higher than all of theirs gets the highest of them and 100
     */
    public List<PermissionRule> extend(
            List<PermissionRule> additions, List<PermissionRule> overrides) {
        List<PermissionRule> all = new ArrayList<>(rules);
        all.addAll(additions);
        int highest = all.stream().mapToInt(PermissionRule::priority).max().orElse(0);
        int above = (int) Math.min((long) highest + ABOVE, Integer.MAX_VALUE);
        for (PermissionRule override : overrides) {
            all.add(override.priority() > highest ? override : override.at(above));
        }
        return List.copyOf(all);
    }
}
