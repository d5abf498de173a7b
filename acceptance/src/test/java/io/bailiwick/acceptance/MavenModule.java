package io.bailiwick.acceptance;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.Set;

/** The modules with production code: their packages, and the other modules that each may use. */
enum MavenModule {
    POLICY("io.bailiwick.policy"),
    LINUX("io.bailiwick.linux"),
    RUNTIME("io.bailiwick.runtime"),
    FILES("io.bailiwick.files"),
    LIBRARY("io.bailiwick.embed"),
    CLI("io.bailiwick.cli"),
    /** Last, because its root package holds those of the others. */
    CORE("io.bailiwick");

    private final String root;

    MavenModule(String root) {
        this.root = root;
    }

    boolean mayUse(MavenModule other) {
        return this == other || uses().contains(other);
    }

    private Set<MavenModule> uses() {
        return switch (this) {
            case POLICY, LINUX -> Set.of();
            case CORE -> Set.of(POLICY);
            case RUNTIME, FILES -> Set.of(POLICY, CORE, LINUX);
            case LIBRARY -> Set.of(POLICY, CORE, LINUX, RUNTIME);
            case CLI -> Set.of(POLICY, CORE, RUNTIME, LIBRARY);
        };
    }

    static boolean isOurs(JavaClass type) {
        return CORE.holds(type);
    }

    static MavenModule of(JavaClass type) {
        return Arrays.stream(values())
                .filter(module -> module.holds(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type.getName() + " is in no module"));
    }

    private boolean holds(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(root) || name.startsWith(root + ".");
    }
}
