package io.bailiwick.cli;

import io.bailiwick.Denial;
import io.bailiwick.ExecResult;
import io.bailiwick.RefusalReason;
import io.bailiwick.SandboxInfo;
import io.bailiwick.policy.NetworkEgressRule;
import io.bailiwick.policy.Permissions;
import io.bailiwick.policy.diagnostics.Printable;
import io.bailiwick.policy.diagnostics.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines of {@code run}. Pure. */
final class RunTexts {

    static final String DEFAULT_PROFILE =
            "[sandbox] default  no --config: the working directory can be read, nothing is written,"
                    + " no network, no variables of yours\n";

    private RunTexts() {}

    static String created(SandboxInfo info) {
        return "[sandbox] created  id=" + info.id() + "  tier=" + info.tier().word() + "\n";
    }

    static String running(List<String> command) {
        String joined = String.join(" ", command);
        return "[sandbox] running  $ " + Printable.clean(joined).replace("\n", "\\n") + "\n";
    }

    /** The summary, without the end of the line. */
    static String finished(ExecResult result) {
        Map<String, Number> usage = result.resourceUsage();
        return "[sandbox] finished  exit="
                + result.exitCode()
                + "  duration="
                + Math.round(result.durationMs())
                + "ms  cpu="
                + usage.get("cpu_seconds")
                + "s  mem="
                + usage.get("peak_memory_mb")
                + "MiB";
    }

    /** What was denied, and the line of the file that would allow it. */
    static String denied(Denial denial, CapabilityFile file) {
        String subject = denial.subject().isEmpty() ? "" : " " + Printable.clean(denial.subject());
        return "[sandbox] denied   "
                + denial.kind().operation()
                + subject
                + ", "
                + (denial.count() == 1 ? "once" : denial.count() + " times")
                + ": "
                + denial.rule()
                + "\n  help: to allow it, "
                + allowing(denial, file)
                + "\n";
    }

    private static String allowing(Denial denial, CapabilityFile file) {
        if (denial.kind() != Denial.Kind.SPAWN) {
            return denial.help();
        }
        List<String> permissions = new ArrayList<>(file.capability().permissions());
        permissions.add(Permissions.SPAWN_SUBPROCESS);
        String line = "permissions: [" + String.join(", ", permissions) + "]";
        int at = file.locate(Problem.warning("permissions", "", Optional.empty())).line();
        return at > 0
                ? "write at " + file.name() + ":" + at + "  " + line
                : "add to "
                        + (file.parsed().isPresent() ? file.name() : "a capability file")
                        + "  "
                        + line;
    }

    /** Why it was refused; rules that need what is missing are named. */
    static String refusal(CapabilityFile file, RefusalReason reason) {
        if (!reason.control().equals("network_egress_rules")) {
            return reason.cause();
        }
        StringBuilder text = new StringBuilder(reason.cause());
        String separator = ": ";
        for (NetworkEgressRule rule : file.capability().networkEgressRules()) {
            text.append(separator).append(rule.domain());
            if (!rule.ports().isEmpty()) {
                text.append(' ').append(rule.ports());
            }
            separator = ", ";
        }
        return text.toString();
    }
}
