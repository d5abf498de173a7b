package io.bailiwick.audit;

import java.nio.file.Path;

/**
 * The two directories of an audit.
 *
 * @param records where the chains are
 * @param heads where the heads of the chains are; never inside {@code records} nor around it
 */
public record AuditLocation(Path records, Path heads) {

    public AuditLocation {
        records = records.toAbsolutePath().normalize();
        heads = heads.toAbsolutePath().normalize();
        if (records.startsWith(heads) || heads.startsWith(records)) {
            throw new IllegalArgumentException(
                    "records and heads must be apart: " + records + ", " + heads);
        }
    }

    /** {@code audit} and {@code audit-heads} in a directory of state. */
    public static AuditLocation in(Path stateDirectory) {
        return new AuditLocation(
                stateDirectory.resolve("audit"), stateDirectory.resolve("audit-heads"));
    }

    Path segment(int chain, int segment) {
        return records.resolve(Names.segment(chain, segment));
    }

    Path head(int chain) {
        return heads.resolve(Names.head(chain));
    }

    Path lock(int chain) {
        return heads.resolve(Names.lock(chain));
    }
}
