package io.bailiwick.runtime.guardian;

import java.nio.channels.SocketChannel;

/**
 * A sandbox whose init waits for its configuration.
 *
 * @param key the guardian's own number of the sandbox
 * @param initPid the host's pid of the sandbox's PID 1
 * @param monitorPid the host's pid of bubblewrap
 * @param channel init's channel; blocking
 */
public record Launched(long key, long initPid, long monitorPid, SocketChannel channel) {}
