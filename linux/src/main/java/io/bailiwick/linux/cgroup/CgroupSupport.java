package io.bailiwick.linux.cgroup;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What control groups offer to this process.
 *
 * @param mode how the host mounts them
 * @param placements one for every {@link Controller}
 */
public record CgroupSupport(Mode mode, Map<Controller, Placement> placements) {
    public CgroupSupport {
        placements = Map.copyOf(placements);
        for (Controller controller : Controller.values()) {
            if (!placements.containsKey(controller)) {
                throw new IllegalArgumentException("no placement for " + controller);
            }
        }
    }

    /** How the host mounts control groups. */
    public enum Mode {
        /** One version 2 hierarchy, groups below its root. */
        V2,
        /** One version 2 hierarchy, groups in a subtree that was handed to us. */
        V2_DELEGATED,
        /** Version 1 controllers beside a version 2 hierarchy. */
        HYBRID,
        V1,
        NONE
    }

    /** The placement of a controller. */
    public Placement placement(Controller controller) {
        Placement placement = placements.get(controller);
        if (placement == null) {
            throw new IllegalStateException("no placement for " + controller);
        }
        return placement;
    }

    /** Whether groups can use a controller. */
    public boolean usable(Controller controller) {
        return placement(controller) instanceof Placement.Usable;
    }

    Optional<Placement.Usable> usablePlacement(Controller controller) {
        return placement(controller) instanceof Placement.Usable usable
                ? Optional.of(usable)
                : Optional.empty();
    }

    /** The distinct directories below which a group has a directory of its own. */
    public Set<Path> parents() {
        Set<Path> parents = new LinkedHashSet<>();
        for (Controller controller : Controller.values()) {
            usablePlacement(controller).ifPresent(usable -> parents.add(usable.parent()));
        }
        return parents;
    }
}
