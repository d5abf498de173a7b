package io.bailiwick.linux.probe;

/** What surrounds us. */
public enum Container {
    NONE,
    DOCKER,
    PODMAN,
    LXC,
    KUBERNETES,
    SYSTEMD_NSPAWN,
    /** Windows Subsystem for Linux 1: no Linux kernel at all. */
    WSL1,
    WSL2,
    /** A container of a kind that we do not know. */
    OTHER
}
