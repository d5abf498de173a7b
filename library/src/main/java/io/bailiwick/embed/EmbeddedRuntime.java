package io.bailiwick.embed;

import io.bailiwick.SandboxManager;
import io.bailiwick.runtime.LocalSandboxManager;
import io.bailiwick.spi.LocalRuntime;
import java.util.Map;

/** What {@link SandboxManager#local()} finds: the local runtime with everything wired to it. */
public final class EmbeddedRuntime implements LocalRuntime {

    @Override
    public SandboxManager open(Map<String, String> options) {
        return LocalSandboxManager.open(options);
    }
}
