package io.bailiwick.policy;

import io.bailiwick.policy.diagnostics.Problem;
import io.bailiwick.policy.yaml.Place;
import io.bailiwick.policy.yaml.SourceText;
import java.util.Map;

/** A capability and the text that it was read from. */
public final class ParsedCapability {
    private final CapabilityDeclaration capability;
    private final String name;
    private final SourceText source;
    private final Map<String, Place> places;

    ParsedCapability(
            CapabilityDeclaration capability,
            String name,
            SourceText source,
            Map<String, Place> places) {
        this.capability = capability;
        this.name = name;
        this.source = source;
        this.places = places;
    }

    public CapabilityDeclaration capability() {
        return capability;
    }

    /** The file's name, as it was given. */
    public String name() {
        return name;
    }

    /**
     * The problem at the place where its {@link Problem#path} was written, or at the nearest
     * enclosing one; unchanged when nothing of it was.
     */
    public Problem locate(Problem problem) {
        String path = problem.path();
        while (!path.isEmpty()) {
            Place place = places.get(path);
            if (place != null) {
                return source.locate(problem, place);
            }
            int dot = path.lastIndexOf('.');
            path = dot < 0 ? "" : path.substring(0, dot);
        }
        return problem;
    }
}
