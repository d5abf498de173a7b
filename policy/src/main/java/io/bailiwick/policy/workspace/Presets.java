package io.bailiwick.policy.workspace;

import io.bailiwick.policy.diagnostics.Suggestions;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Presets by name: the five that are built in, and those that were registered. What they hold, and
 * why, is in {@code docs/workspace-presets.md}. Safe for concurrent use.
 */
public final class Presets {
    private static final Presets SHARED = new Presets();

    private final ConcurrentSkipListMap<String, Preset> presets = new ConcurrentSkipListMap<>();

    /** A registry with the presets that are built in. */
    public Presets() {
        for (Preset preset : BuiltInPresets.all()) {
            presets.put(preset.name(), preset);
        }
    }

    /** The registry of this process. */
    public static Presets shared() {
        return SHARED;
    }

    /** The names, sorted. */
    public List<String> list() {
        return List.copyOf(presets.keySet());
    }

    /**
     * The preset with a name.
     *
     * @throws IllegalArgumentException when there is none, with the names that there are
     */
    public Preset preset(String name) {
        Preset preset = presets.get(name);
        if (preset == null) {
            String meant =
                    Suggestions.didYouMean(name, presets.keySet())
                            .map(text -> "; " + text)
                            .orElse("");
            throw new IllegalArgumentException(
                    "Unknown preset '"
                            + name
                            + "'. Available presets: "
                            + String.join(", ", presets.keySet())
                            + meant);
        }
        return preset;
    }

    /**
     * Adds a preset, for as long as this registry lives.
     *
     * @throws IllegalArgumentException when there is one with that name
     */
    public Preset register(String name, List<PermissionRule> rules) {
        Preset preset = new Preset(name, rules);
        if (presets.putIfAbsent(name, preset) != null) {
            throw new IllegalArgumentException(
                    "Preset '" + name + "' already exists. Use a different name.");
        }
        return preset;
    }
}
