package io.bailiwick.cli;

import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.CapabilityParseException;
import io.bailiwick.policy.Json;
import io.bailiwick.policy.ResourceLimits;
import io.bailiwick.policy.diagnostics.Problem;
import io.bailiwick.policy.diagnostics.ProblemRenderer;
import io.bailiwick.policy.diagnostics.Severity;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** {@code bailiwick validate}. */
final class ValidateCommand implements Callable<Integer> {

    private static final int INVALID = 1;
    private static final int LABEL = 18;

    private final Context context;
    private final OptionSpec config = Syntax.config("The capability file.");
    private final OptionSpec output = Syntax.output();
    private final PositionalParamSpec file =
            Syntax.optional(Path.class, "FILE").hidden(true).build();

    ValidateCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Syntax.command("validate", this)
                        .addOption(config)
                        .addPositional(file)
                        .addOption(output)
                        .addOption(Syntax.help());
        spec.usageMessage()
                .customSynopsis("bailiwick validate [OPTIONS] --config FILE")
                .description("Check a capability file without running anything.")
                .footer(
                        "",
                        "Exit status: 0 valid (there may be warnings), 1 invalid.",
                        "",
                        "Examples:",
                        "  bailiwick validate --config capability.yaml",
                        "  bailiwick validate --config capability.yaml --output json");
        return spec;
    }

    @Override
    public Integer call() {
        @Nullable Path option = config.getValue();
        @Nullable Path named = option == null ? file.getValue() : option;
        if (named == null) {
            throw new ParameterException(
                    config.command().commandLine(), "Missing required option: '--config=FILE'");
        }
        CapabilityFile loaded;
        try {
            loaded = CapabilityFile.load(Optional.of(named));
        } catch (CapabilityParseException e) {
            return invalid(e.text(), e.problems(), named.toString());
        }
        List<Problem> findings = loaded.lint(context);
        if (CapabilityFile.refused(findings)) {
            return invalid(lintText(findings), findings, loaded.name());
        }
        return valid(loaded, findings);
    }

    private static String lintText(List<Problem> findings) {
        long errors = findings.stream().filter(found -> found.severity() == Severity.ERROR).count();
        return "capability lint error: "
                + errors
                + (errors == 1 ? " declaration gives" : " declarations give")
                + " the agent a way out of the sandbox";
    }

    private int valid(CapabilityFile loaded, List<Problem> findings) {
        if (output.getValue() == OutputFormat.json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("valid", true);
            map.put("capability", loaded.capability().toValue());
            map.put("capability_hash", loaded.capability().hash());
            map.put("problems", RunJson.problems(findings));
            context.console().out(Json.pretty(map) + "\n");
        } else {
            context.console().out(text(loaded.capability()));
            context.console().err(ProblemRenderer.render(findings, loaded.name()));
        }
        return 0;
    }

    /** On standard error the first line sums up, and every problem follows at its place. */
    private int invalid(String error, List<Problem> problems, String name) {
        if (output.getValue() == OutputFormat.json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("valid", false);
            map.put("error", error);
            map.put("problems", RunJson.problems(problems));
            context.console().out(Json.compact(map) + "\n");
            return INVALID;
        }
        int end = error.indexOf('\n');
        String first = end < 0 ? error : error.substring(0, end);
        boolean placeless = problems.size() == 1 && problems.getFirst().line() == 0;
        context.console()
                .err(
                        "INVALID: "
                                + first
                                + "\n"
                                + (placeless ? "" : ProblemRenderer.render(problems, name)));
        return INVALID;
    }

    static String text(CapabilityDeclaration capability) {
        ResourceLimits limits = capability.resourceLimits();
        StringBuilder out = new StringBuilder("VALID\n");
        line(out, "sandbox_tier", capability.sandboxTier().word());
        line(out, "filesystem_mode", capability.filesystemConfig().mode().word());
        line(out, "max_memory_mb", Long.toString(limits.maxMemoryMb()));
        line(out, "max_cpu_seconds", Double.toString(limits.maxCpuSeconds()));
        line(out, "max_cost_usd", limits.maxCostUsd().toPlainString());
        line(out, "max_tokens", Long.toString(limits.maxTokens()));
        line(out, "egress_rules", Integer.toString(capability.networkEgressRules().size()));
        List<String> permissions = capability.permissions();
        line(out, "permissions", permissions.isEmpty() ? "(none)" : String.join(", ", permissions));
        return out.toString();
    }

    private static void line(StringBuilder out, String label, String value) {
        out.append("  ").append(label);
        for (int i = label.length(); i < LABEL; i++) {
            out.append(' ');
        }
        out.append(" : ").append(value).append('\n');
    }
}
