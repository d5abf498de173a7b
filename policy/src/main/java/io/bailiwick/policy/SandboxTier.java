package io.bailiwick.policy;

import java.util.List;

/** What stands between the agent and the host. */
public enum SandboxTier {
    /** Namespaces, a system call filter, Landlock and control groups. */
    SECCOMP("seccomp"),
    /** gVisor's user-space kernel. */
    GVISOR("gvisor"),
    /** A container of a Docker daemon. */
    DOCKER("docker"),
    /** A Firecracker micro virtual machine. */
    FIRECRACKER("firecracker");

    static final List<String> WORDS = List.of("seccomp", "gvisor", "docker", "firecracker");

    private final String word;

    SandboxTier(String word) {
        this.word = word;
    }

    /** The word that stands for it in a capability file. */
    public String word() {
        return word;
    }

    static SandboxTier of(String word) {
        return values()[WORDS.indexOf(word)];
    }

    @Override
    public String toString() {
        return word;
    }
}
