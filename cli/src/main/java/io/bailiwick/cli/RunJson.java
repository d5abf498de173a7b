package io.bailiwick.cli;

import io.bailiwick.Breach;
import io.bailiwick.Denial;
import io.bailiwick.Enforcement;
import io.bailiwick.ExecResult;
import io.bailiwick.Outcome;
import io.bailiwick.SandboxInfo;
import io.bailiwick.policy.diagnostics.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results as values for JSON. Pure. */
final class RunJson {

    private RunJson() {}

    /** What a command did. */
    static Map<String, Object> result(SandboxInfo info, List<String> command, ExecResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sandbox_id", info.id());
        map.put("tier", info.tier().word());
        map.put("capability_hash", info.capabilityHash());
        map.put("labels", info.labels());
        map.put("command", command);
        map.put("outcome", outcome(result.outcome()));
        map.put("exit_code", result.exitCode());
        map.put("exit_status", result.outcome().exitStatus());
        map.put("killed", result.killedBecause());
        map.put("breach", breach(result.outcome()));
        map.put("duration_ms", result.durationMs());
        map.put("resource_usage", result.resourceUsage());
        map.put("stdout_bytes", result.out().total());
        map.put("stderr_bytes", result.err().total());
        map.put("denials", denials(result.denials()));
        map.put("enforcement", enforcement(result.enforcement()));
        return map;
    }

    private static String outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Exited _ -> "exited";
            case Outcome.Signalled _ -> "signalled";
            case Outcome.TimedOut _ -> "timed_out";
            case Outcome.LimitBreached _ -> "limit_breached";
            case Outcome.Cancelled _ -> "cancelled";
            case Outcome.Lost _ -> "lost";
        };
    }

    private static Optional<Map<String, Object>> breach(Outcome outcome) {
        if (!(outcome instanceof Outcome.LimitBreached breached)) {
            return Optional.empty();
        }
        Breach breach = breached.breach();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("limit", breach.limit());
        map.put("used", breach.used());
        map.put("allowed", breach.allowed());
        map.put("unit", breach.unit());
        return Optional.of(map);
    }

    private static List<Object> denials(List<Denial> denials) {
        List<Object> list = new ArrayList<>();
        for (Denial denial : denials) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("operation", denial.kind().operation());
            map.put("subject", denial.subject());
            map.put("rule", denial.rule());
            map.put("help", denial.help());
            map.put("count", denial.count());
            list.add(map);
        }
        return list;
    }

    /** How each control was held. */
    static List<Object> enforcement(List<Enforcement> entries) {
        List<Object> list = new ArrayList<>();
        for (Enforcement entry : entries) {
            list.add(enforcement(entry));
        }
        return list;
    }

    /** How one control was held. */
    static Map<String, Object> enforcement(Enforcement entry) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("control", entry.control());
        map.put("class", entry.enforcementClass().word());
        map.put("mechanism", entry.mechanism());
        map.put("note", entry.note());
        return map;
    }

    /** Why nothing ran. */
    static Map<String, Object> error(
            String code, String message, String help, List<Problem> problems, int status) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        error.put("help", help);
        error.put("problems", problems(problems));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("error", error);
        map.put("exit_status", status);
        return map;
    }

    /** Problems with their places; line 0 when there is none. */
    static List<Object> problems(List<Problem> problems) {
        List<Object> list = new ArrayList<>();
        for (Problem problem : problems) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("severity", problem.severity().label());
            map.put("path", problem.path());
            map.put("message", problem.message());
            map.put("line", problem.line());
            map.put("column", problem.column());
            map.put("help", problem.help());
            list.add(map);
        }
        return list;
    }
}
