package io.bailiwick.cli;

import io.bailiwick.runtime.wire.FrameType;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Version, the native binary's protocol, JDK. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "bailiwick " + number(),
            "native protocol " + FrameType.VERSION,
            "JDK " + Runtime.version() + " on " + System.getProperty("os.arch", "unknown")
        };
    }

    /** From the jar's manifest; classes that come from elsewhere have none. */
    static String number() {
        return Objects.requireNonNullElse(
                Version.class.getPackage().getImplementationVersion(), "development");
    }
}
