package io.bailiwick.cli;

import io.bailiwick.Enforcement;
import io.bailiwick.EnforcementClass;
import io.bailiwick.RefusalReason;
import io.bailiwick.plan.Feature;
import io.bailiwick.policy.Json;
import io.bailiwick.policy.SandboxTier;
import io.bailiwick.policy.diagnostics.Printable;
import io.bailiwick.runtime.doctor.Check;
import io.bailiwick.runtime.doctor.Diagnosis;
import io.bailiwick.runtime.doctor.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words a diagnosis. Pure. */
final class DoctorReport {

    private static final int NAME = 34;
    private static final int CLASS = 9;
    private static final String INDENT = "             ";

    private DoctorReport() {}

    static String text(Diagnosis diagnosis) {
        StringBuilder out = new StringBuilder("Host\n");
        diagnosis
                .surroundings()
                .forEach((key, value) ->
                        out.append("  ").append(pad(key, 11)).append(value).append('\n'));
        for (Finding finding : diagnosis.findings()) {
            append(out, finding);
        }
        if (!diagnosis.refusals().isEmpty()) {
            out.append("\nNo sandbox starts here\n");
            for (RefusalReason reason : diagnosis.refusals()) {
                out.append("  ").append(reason).append('\n');
                out.append("    help: ").append(reason.remedy()).append('\n');
            }
        } else {
            out.append("\nControls\n");
            for (Check check : diagnosis.checks()) {
                append(out, check);
            }
        }
        out.append("\nTiers\n");
        out.append("  ").append(pad("seccomp", 13));
        out.append(diagnosis.refusals().isEmpty() ? "available\n" : "unavailable\n");
        tiers(diagnosis)
                .forEach((tier, missing) ->
                        out.append("  ")
                                .append(pad(tier.word(), 13))
                                .append("unavailable: ")
                                .append(missing)
                                .append('\n'));
        return Printable.clean(out.append('\n').append(summary(diagnosis)).toString());
    }

    private static Map<SandboxTier, String> tiers(Diagnosis diagnosis) {
        return diagnosis.otherTiers().isEmpty() ? Map.of() : new EnumMap<>(diagnosis.otherTiers());
    }

    private static void append(StringBuilder out, Finding finding) {
        Feature feature = finding.feature();
        out.append("  ")
                .append(pad(feature.available() ? "ok" : "missing", CLASS))
                .append(pad(finding.name(), 24))
                .append(feature.detail())
                .append('\n');
        if (!feature.available()) {
            out.append(INDENT).append("effect: ").append(finding.effect()).append('\n');
            out.append(INDENT).append("help: ").append(feature.remedy()).append('\n');
        }
    }

    private static void append(StringBuilder out, Check check) {
        Enforcement enforcement = check.enforcement();
        out.append("  ")
                .append(pad(enforcement.enforcementClass().word(), CLASS))
                .append(pad(enforcement.control(), NAME))
                .append(enforcement.mechanism())
                .append('\n');
        if (!enforcement.note().isEmpty()) {
            out.append(INDENT).append("note: ").append(enforcement.note()).append('\n');
        }
        out.append(INDENT)
                .append(check.proof().word())
                .append(": ")
                .append(check.proof().evidence())
                .append('\n');
    }

    private static String summary(Diagnosis diagnosis) {
        if (!diagnosis.refusals().isEmpty()) {
            return "no sandbox starts on this host\n";
        }
        return "sandboxes run here: "
                + diagnosis.count(EnforcementClass.KERNEL)
                + " controls held by the kernel, "
                + diagnosis.count(EnforcementClass.SAMPLED)
                + " sampled, "
                + diagnosis.count(EnforcementClass.NONE)
                + " refused; probes: "
                + diagnosis.count("held")
                + " held, "
                + diagnosis.count("broken")
                + " broken, "
                + diagnosis.count("untried")
                + " untried\n";
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
    }

    static String json(Diagnosis diagnosis) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("healthy", diagnosis.healthy());
        map.put("host", diagnosis.surroundings());
        map.put("features", features(diagnosis.findings()));
        List<Object> refusals = new ArrayList<>();
        for (RefusalReason reason : diagnosis.refusals()) {
            Map<String, Object> refusal = new LinkedHashMap<>();
            refusal.put("control", reason.control());
            refusal.put("cause", reason.cause());
            refusal.put("remedy", reason.remedy());
            refusals.add(refusal);
        }
        map.put("refusals", refusals);
        List<Object> controls = new ArrayList<>();
        for (Check check : diagnosis.checks()) {
            Map<String, Object> control = RunJson.enforcement(check.enforcement());
            control.put("proof", check.proof().word());
            control.put("evidence", check.proof().evidence());
            controls.add(control);
        }
        map.put("controls", controls);
        Map<String, Object> unavailable = new LinkedHashMap<>();
        tiers(diagnosis).forEach((tier, missing) -> unavailable.put(tier.word(), missing));
        map.put("unavailable_tiers", unavailable);
        return Json.pretty(map) + "\n";
    }

    private static List<Object> features(List<Finding> findings) {
        List<Object> features = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> feature = new LinkedHashMap<>();
            feature.put("name", finding.name());
            feature.put("available", finding.feature().available());
            feature.put("needed", finding.needed());
            feature.put("detail", finding.feature().detail());
            feature.put("remedy", finding.feature().remedy());
            features.add(feature);
        }
        return features;
    }
}
