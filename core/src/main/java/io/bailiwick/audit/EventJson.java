package io.bailiwick.audit;

import io.bailiwick.Breach;
import io.bailiwick.Denial;
import io.bailiwick.Enforcement;
import io.bailiwick.Outcome;
import io.bailiwick.RefusalReason;
import io.bailiwick.SandboxEvent;
import io.bailiwick.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The schema: what the {@code kind} and {@code record} of each event are. Durations are integers of
 * microseconds, amounts of money and other fractions are strings.
 *
 * <p>An agent chooses much of this text. Strings and lists are therefore bounded, and what is cut
 * is replaced by its length and hash, so that a long argument cannot flood the disk and cannot be
 * denied later either.
 *
 * <p>Here and in {@link CanonicalJson} types are told apart with {@code instanceof}: linking a
 * pattern switch takes tens of milliseconds in a process that lives for a hundred. A test takes the
 * place of the compiler's proof that all are covered.
 */
final class EventJson {

    /** Characters kept of one string. */
    static final int MAX_STRING = 4096;

    /** Characters of JSON kept of one list. */
    static final int MAX_LIST = 65_536;

    /** Characters of JSON kept of a plan. */
    static final int MAX_PLAN = 262_144;

    private static final int MAX_ENTRIES = 256;

    private EventJson() {}

    static Map<String, Object> record(SandboxEvent event) {
        if (event instanceof SandboxEvent.Created e) {
            return created(e);
        }
        if (event instanceof SandboxEvent.Refused e) {
            return refused(e);
        }
        if (event instanceof SandboxEvent.Executed e) {
            return executed(e);
        }
        if (event instanceof SandboxEvent.LimitBreached e) {
            return breached(e);
        }
        if (event instanceof SandboxEvent.Destroyed e) {
            return map("reason", text(e.reason()));
        }
        throw new AssertionError("an event without a schema: " + event.kind());
    }

    private static Map<String, Object> created(SandboxEvent.Created e) {
        Map<String, Object> map = map("capability_sha256", text(e.capabilityHash()));
        map.put("tier", lower(e.tier()));
        map.put("working_directory", text(e.workingDirectory().toString()));
        map.put("labels", e.labels());
        map.put("plan", plan(e.plan()));
        List<Object> enforcement = new ArrayList<>();
        for (Enforcement control : e.enforcement()) {
            Map<String, Object> entry = map("control", text(control.control()));
            entry.put("class", control.enforcementClass().word());
            entry.put("mechanism", text(control.mechanism()));
            entry.put("note", text(control.note()));
            enforcement.add(entry);
        }
        map.put("enforcement", bounded(enforcement));
        return map;
    }

    private static Map<String, Object> refused(SandboxEvent.Refused e) {
        Map<String, Object> map = map("capability_sha256", text(e.capabilityHash()));
        map.put("tier", lower(e.tier()));
        List<Object> reasons = new ArrayList<>();
        for (RefusalReason reason : e.reasons()) {
            Map<String, Object> entry = map("control", text(reason.control()));
            entry.put("cause", text(reason.cause()));
            entry.put("remedy", text(reason.remedy()));
            reasons.add(entry);
        }
        map.put("reasons", bounded(reasons));
        return map;
    }

    private static Map<String, Object> executed(SandboxEvent.Executed e) {
        Map<String, Object> map = map("execution", text(e.executionId()));
        map.put("argv", texts(e.argv()));
        map.put("outcome", outcome(e.outcome()));
        map.put("exit_code", e.outcome().exitCode());
        map.put("duration_us", micros(e.duration()));
        map.put("usage", usage(e.usage()));
        List<Object> denials = new ArrayList<>();
        for (Denial denial : e.denials()) {
            Map<String, Object> entry = map("kind", lower(denial.kind()));
            entry.put("subject", text(denial.subject()));
            entry.put("rule", text(denial.rule()));
            entry.put("count", denial.count());
            denials.add(entry);
        }
        map.put("denials", bounded(denials));
        return map;
    }

    private static Map<String, Object> breached(SandboxEvent.LimitBreached e) {
        Map<String, Object> map = breach(e.breach());
        map.put("execution", text(e.executionId()));
        map.put("reason", text(e.reason()));
        return map;
    }

    private static Map<String, Object> breach(Breach breach) {
        Map<String, Object> map = map("limit", text(breach.limit()));
        map.put("used", breach.used().toPlainString());
        map.put("allowed", breach.allowed().toPlainString());
        map.put("unit", text(breach.unit()));
        return map;
    }

    private static Map<String, Object> outcome(Outcome outcome) {
        Map<String, Object> map = map("reason", text(outcome.reason()));
        map.put("type", outcome.word());
        if (outcome instanceof Outcome.Signalled o) {
            map.put("signal", o.signal());
        } else if (outcome instanceof Outcome.TimedOut o) {
            map.put("after_us", micros(o.after()));
        } else if (outcome instanceof Outcome.LimitBreached o) {
            map.put("breach", breach(o.breach()));
        }
        return map;
    }

    private static Map<String, Object> usage(Usage usage) {
        Map<String, Object> map = map("cost_usd", usage.costUsd().toPlainString());
        map.put("cpu_us", micros(usage.cpu()));
        map.put("elapsed_us", micros(usage.elapsed()));
        map.put("output_bytes", usage.outputBytes());
        map.put("peak_memory_bytes", usage.peakMemoryBytes());
        map.put("peak_processes", usage.peakProcesses());
        map.put("refused_spawns", usage.refusedSpawns());
        map.put("tokens", usage.tokens());
        return map;
    }

    private static Object plan(Map<String, ?> plan) {
        String json = CanonicalJson.write(plan);
        return json.length() <= MAX_PLAN ? plan : marker(json);
    }

    static String text(String text) {
        if (text.length() <= MAX_STRING) {
            return text;
        }
        return text.substring(0, MAX_STRING) + marker(text);
    }

    private static List<Object> texts(List<String> texts) {
        List<Object> bounded = new ArrayList<>(texts.size());
        for (String element : texts) {
            bounded.add(text(element));
        }
        return bounded(bounded);
    }

    private static List<Object> bounded(List<Object> list) {
        int length = 0;
        for (int kept = 0; kept < list.size(); kept++) {
            length += CanonicalJson.write(list.get(kept)).length();
            if (length > MAX_LIST || kept == MAX_ENTRIES) {
                List<Object> cut = new ArrayList<>(list.subList(0, kept));
                cut.add(marker(CanonicalJson.write(list.subList(kept, list.size()))));
                return cut;
            }
        }
        return list;
    }

    private static String marker(String whole) {
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        return "[cut: " + bytes.length + " bytes, sha256 " + Sha256.hex(bytes) + "]";
    }

    private static long micros(Duration duration) {
        // Saturates: an absurd duration must not keep an event out of the audit.
        long seconds = Math.clamp(duration.getSeconds(), 0, Long.MAX_VALUE / 1_000_000 - 1);
        return seconds * 1_000_000 + duration.getNano() / 1000;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> map(String key, Object value) {
        Map<String, Object> map = new TreeMap<>();
        map.put(key, value);
        return map;
    }
}
