package io.bailiwick.policy.workspace;

/**
 * One rule about the paths of a workspace.
 *
 * <p>A rule with {@link Permission#NONE} also holds for everything beneath what its pattern
 * matches: what does not exist contains nothing. The other levels hold for what the pattern matches
 * and no more.
 *
 * @param pattern which paths
 * @param permission what the agent may do with them
 * @param priority the rule with the highest one decides; any number
 */
public record PermissionRule(PathPattern pattern, Permission permission, int priority) {

    /** A rule for a glob, with priority 0. */
    public static PermissionRule glob(String pattern, Permission permission) {
        return new PermissionRule(PathPattern.glob(pattern), permission, 0);
    }

    /** A rule for a directory and everything beneath it, with priority 0. */
    public static PermissionRule directory(String path, Permission permission) {
        return new PermissionRule(PathPattern.directory(path), permission, 0);
    }

    /** A rule for one path, with priority 0. */
    public static PermissionRule file(String path, Permission permission) {
        return new PermissionRule(PathPattern.file(path), permission, 0);
    }

    /** The same rule with another priority. */
    public PermissionRule at(int newPriority) {
        return new PermissionRule(pattern, permission, newPriority);
    }

    /** The rule in words: {@code none '**}{@code /*.key' (glob, priority 100)}. */
    public String describe() {
        return permission
                + " '"
                + pattern
                + "' ("
                + pattern.type()
                + ", priority "
                + priority
                + ")";
    }
}
