package io.bailiwick.spi;

import io.bailiwick.SandboxManager;
import java.util.Map;

/**
 * What {@link SandboxManager#local()} looks for with {@link java.util.ServiceLoader}; the artifact
 * {@code io.bailiwick:bailiwick} provides the one implementation. Implementations have a public
 * constructor without arguments that does no work.
 */
public interface LocalRuntime {

    /**
     * Opens a manager; the caller closes it.
     *
     * @param options names and values that the implementation documents; empty for the defaults
     * @throws io.bailiwick.InvalidConfigurationException for an unknown name or a bad value
     * @throws io.bailiwick.RuntimeUnavailableException when this host cannot run sandboxes at all
     */
    SandboxManager open(Map<String, String> options);
}
