package io.bailiwick;

import io.bailiwick.spi.LocalRuntime;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds the implementation of {@link SandboxManager#local()} on the class path. */
final class LocalRuntimes {

    private LocalRuntimes() {}

    static LocalRuntime find() {
        try {
            // The loader of this class, not of the thread: an application server's context loader
            // must not decide what enforces a sandbox.
            Iterator<LocalRuntime> found =
                    ServiceLoader.load(LocalRuntime.class, LocalRuntime.class.getClassLoader())
                            .iterator();
            if (found.hasNext()) {
                return found.next();
            }
        } catch (ServiceConfigurationError e) {
            throw new RuntimeUnavailableException(
                    "the local sandbox runtime cannot be loaded: " + e.getMessage(), e);
        }
        throw new RuntimeUnavailableException(
                "no local sandbox runtime: the artifact io.bailiwick:bailiwick is not on the class"
                        + " path");
    }
}
