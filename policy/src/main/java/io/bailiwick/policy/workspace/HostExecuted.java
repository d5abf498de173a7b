package io.bailiwick.policy.workspace;

import java.util.List;

/**
 * What a program of the host executes or obeys when it comes to the workspace afterwards, without
 * being asked: an editor that opens it, an agent that starts in it, git, a shell. Patterns without
 * a leading directory; they hold at any depth, also in a tree that the agent makes.
 *
 * <p>What builds and tests run is not among them: {@code package.json}, {@code Makefile}, {@code
 * conftest.py} are what the agent is there to change. Nor are files that say nothing unless another
 * one that is protected refers to them, such as {@code .gitattributes}, whose filters are defined
 * in git's configuration.
 */
final class HostExecuted {
    /** Of editors, agents and tools that run what they find; those of the shells come beside. */
    static final List<String> EVERYWHERE =
            List.of(
                    // editors and their containers: tasks, launchers, interpreters, extensions
                    ".vscode/**",
                    "*.code-workspace",
                    ".idea/**",
                    ".run/**",
                    ".fleet/**",
                    ".zed/**",
                    ".vs/**",
                    ".nova/**",
                    ".settings/**",
                    "*.sublime-project",
                    ".devcontainer/**",
                    ".devcontainer.json",
                    ".dir-locals.el",
                    ".exrc",
                    ".nvimrc",
                    ".nvim.lua",
                    ".vimrc",
                    ".gvimrc",
                    ".vim/**",
                    ".config/nvim/**",
                    ".emacs",
                    ".emacs.d/**",
                    // agents: commands, hooks, servers and standing instructions
                    ".claude/**",
                    ".cursor/**",
                    ".codex/**",
                    ".gemini/**",
                    ".windsurf/**",
                    ".cline/**",
                    ".roo/**",
                    ".kiro/**",
                    ".continue/**",
                    ".opencode/**",
                    ".junie/**",
                    ".augment/**",
                    ".amazonq/**",
                    ".qwen/**",
                    ".trae/**",
                    ".aider*",
                    ".mcp.json",
                    ".cursorrules",
                    ".windsurfrules",
                    ".clinerules/**",
                    ".roorules",
                    "claude.md",
                    "claude.local.md",
                    "agents.md",
                    "agents.override.md",
                    "gemini.md",
                    "qwen.md",
                    ".github/copilot-instructions.md",
                    ".github/instructions/**",
                    ".bailiwick/**",
                    // hooks that are run by git, wherever its configuration says they lie
                    ".husky/**",
                    ".githooks/**",
                    ".gitmodules",
                    // debuggers and other tools of the command line
                    ".pythonrc",
                    ".gdbinit",
                    ".lldbinit",
                    ".gitconfig",
                    ".tmux.conf",
                    ".screenrc",
                    ".curlrc",
                    ".wgetrc",
                    ".autoenv*",
                    ".mise.toml",
                    ".mise.local.toml",
                    ".config/mise/**",
                    ".config/fish/**",
                    ".config/git/**",
                    ".config/autostart/**",
                    ".config/environment.d/**",
                    ".config/systemd/**",
                    ".local/bin/**",
                    ".local/share/applications/**");

    /** Of git, so that it works and its configuration and hooks stay what they are. */
    static final List<String> OF_GIT =
            List.of(
                    ".git/hooks/**",
                    ".git/config",
                    ".git/config.worktree",
                    ".git/commondir",
                    ".git/worktrees/*/config.worktree",
                    ".git/modules/**/hooks/**",
                    ".git/modules/**/config",
                    ".git/modules/**/config.worktree");

    private HostExecuted() {}
}
