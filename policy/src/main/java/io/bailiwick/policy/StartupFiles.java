package io.bailiwick.policy;

import io.bailiwick.policy.paths.LexicalPath;
import io.bailiwick.policy.paths.ShellFiles;
import java.util.ArrayList;
import java.util.List;

/** Files that a person's shell, desktop or system runs or obeys without being asked. */
final class StartupFiles {
    /** Beside those of the shells. */
    private static final List<String> IN_HOME =
            List.of(
                    ".config/fish",
                    ".config/autostart",
                    ".config/environment.d",
                    ".config/systemd",
                    ".config/nushell",
                    ".config/git",
                    ".config/nvim",
                    ".config/pip",
                    ".config/sway",
                    ".config/i3",
                    ".config/hypr",
                    ".config/plasma-workspace",
                    ".local/share/applications",
                    ".local/share/systemd",
                    ".local/bin",
                    "bin",
                    ".ssh",
                    ".gnupg",
                    ".gitconfig",
                    ".vimrc",
                    ".vim",
                    ".emacs",
                    ".emacs.d",
                    ".npmrc",
                    ".pythonrc",
                    ".tmux.conf",
                    ".screenrc",
                    ".curlrc",
                    ".wgetrc",
                    ".mailcap",
                    ".forward",
                    ".procmailrc",
                    ".cargo/bin",
                    ".cargo/env",
                    ".cargo/config.toml",
                    ".nvm",
                    ".pyenv",
                    ".sdkman",
                    ".rbenv",
                    ".asdf",
                    ".vscode",
                    ".config/Code",
                    ".idea",
                    ".docker",
                    ".kube",
                    ".m2",
                    ".gradle");

    private static final List<String> OF_SYSTEM =
            List.of(
                    "/usr",
                    "/bin",
                    "/sbin",
                    "/lib",
                    "/lib64",
                    "/boot",
                    "/etc",
                    "/var/spool/cron",
                    "/var/lib/systemd",
                    "/run/systemd",
                    "/run/docker.sock",
                    "/run/user");

    private StartupFiles() {}

    /** Those that lie at or beneath a directory, and those that the directory lies beneath. */
    static List<String> reachedFrom(String directory, String home) {
        List<String> reached = new ArrayList<>();
        for (List<String> names : List.of(ShellFiles.NAMES, IN_HOME)) {
            for (String name : names) {
                addIfReached(reached, LexicalPath.normalise(home + "/" + name), directory);
            }
        }
        for (String path : OF_SYSTEM) {
            addIfReached(reached, path, directory);
        }
        return reached;
    }

    private static void addIfReached(List<String> reached, String path, String directory) {
        if (LexicalPath.isWithin(path, directory)) {
            reached.add(path);
        } else if (LexicalPath.isWithin(directory, path)) {
            reached.add(directory);
        }
    }
}
