package io.bailiwick.runtime;

import io.bailiwick.SandboxManager;
import io.bailiwick.testing.ExecutionContract;
import io.bailiwick.testing.SandboxContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The contracts that every implementation passes, with real sandboxes of this machine. */
class LocalSandboxContractTest {

    @Nested
    class Life extends SandboxContract {
        @Override
        protected SandboxManager openManager() {
            return LocalSandboxManager.open(Map.of());
        }
    }

    @Nested
    class Commands extends ExecutionContract {
        @Override
        protected SandboxManager openManager() {
            return LocalSandboxManager.open(Map.of());
        }
    }
}
