package io.bailiwick.policy.paths;

import java.util.List;

/** Files that a person's shell or session runs when it starts. */
public final class ShellFiles {
    /** Names in a home directory, in a fixed order. */
    public static final List<String> NAMES =
            List.of(
                    ".bashrc",
                    ".bash_profile",
                    ".bash_login",
                    ".bash_logout",
                    ".bash_aliases",
                    ".profile",
                    ".zshrc",
                    ".zshenv",
                    ".zprofile",
                    ".zlogin",
                    ".zlogout",
                    ".cshrc",
                    ".tcshrc",
                    ".login",
                    ".kshrc",
                    ".inputrc",
                    ".xinitrc",
                    ".xprofile",
                    ".xsession",
                    ".xsessionrc",
                    ".pam_environment");

    private ShellFiles() {}
}
