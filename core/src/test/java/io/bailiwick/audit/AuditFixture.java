package io.bailiwick.audit;

import io.bailiwick.Outcome;
import io.bailiwick.SandboxEvent;
import io.bailiwick.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Audits to break, and events to fill them with. */
final class AuditFixture {

    final AuditLocation location;

    AuditFixture(Path directory) {
        location = AuditLocation.in(directory);
    }

    static SandboxEvent destroyed(String reason) {
        return new SandboxEvent.Destroyed("sandbox-1", reason);
    }

    static SandboxEvent executed(List<String> argv) {
        return new SandboxEvent.Executed(
                "sandbox-1",
                "exec-1",
                argv,
                new Outcome.Exited(0),
                Duration.ofMillis(12),
                Usage.NONE,
                List.of());
    }

    AuditFixture append(int records) {
        try (AuditLog log = AuditLog.open(location)) {
            for (int i = 1; i <= records; i++) {
                log.append(destroyed("reason " + i));
            }
        }
        return this;
    }

    /** Fills more than two segments. */
    AuditFixture appendThreeSegments() throws IOException {
        try (AuditLog log = AuditLog.open(location)) {
            while (!Files.exists(segment(3))) {
                log.append(destroyed("x".repeat(4000)));
            }
        }
        return this;
    }

    Path segment(int number) {
        return location.segment(1, number);
    }

    List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(segment(1), StandardCharsets.ISO_8859_1));
    }

    void write(List<String> lines) throws IOException {
        String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        Files.writeString(segment(1), text, StandardCharsets.ISO_8859_1);
    }

    AuditReport verify() {
        return AuditVerifier.verify(location);
    }
}
