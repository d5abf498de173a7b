package io.bailiwick.cli;

import io.bailiwick.policy.Explain;
import io.bailiwick.policy.Explanation;
import io.bailiwick.policy.Json;
import io.bailiwick.policy.diagnostics.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** {@code bailiwick explain}. */
final class ExplainCommand implements Callable<Integer> {

    private static final List<String> KEYS =
            List.of("subject", "kind", "verdict", "allowed", "rule", "text");

    private final Context context;
    private final OptionSpec config =
            Syntax.config("Capability file. Without one: the safe default of run.");
    private final OptionSpec output = Syntax.output();
    private final PositionalParamSpec subject =
            Syntax.required(String.class, "SUBJECT")
                    .description("A path, env:NAME, or a URL with ://.")
                    .build();

    ExplainCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Syntax.command("explain", this)
                        .addOption(config)
                        .addOption(output)
                        .addOption(Syntax.help())
                        .addPositional(subject);
        spec.usageMessage()
                .customSynopsis("bailiwick explain [OPTIONS] SUBJECT")
                .description(
                        "Say what an agent may do with a path, an environment variable or a URL,"
                                + " and which rule decides.")
                .footer(
                        "",
                        "Examples:",
                        "  bailiwick explain ~/.ssh",
                        "  bailiwick explain --config capability.yaml env:OPENAI_API_KEY",
                        "  bailiwick explain --config capability.yaml https://api.openai.com/v1");
        return spec;
    }

    @Override
    public Integer call() {
        if (subject.<String>getValue().isBlank()) {
            throw new ParameterException(config.command().commandLine(), "nothing to explain");
        }
        CapabilityFile file = CapabilityFile.load(Optional.ofNullable(config.getValue()));
        Explanation explanation =
                Explain.explain(
                        file.capability(),
                        context.workingDirectory(),
                        context.home(),
                        subject.getValue());
        if (output.getValue() == OutputFormat.json) {
            Map<String, Object> values = Explain.toValue(explanation);
            Map<String, Object> ordered = new LinkedHashMap<>();
            for (String key : KEYS) {
                ordered.put(key, Optional.ofNullable(values.get(key)));
            }
            context.console().out(Json.pretty(ordered) + "\n");
        } else {
            context.console().out(text(explanation));
        }
        return 0;
    }

    static String text(Explanation explanation) {
        return Printable.clean(
                explanation.subject()
                        + ": "
                        + explanation.verdict()
                        + "\n  rule: "
                        + explanation.rule()
                        + "\n  "
                        + explanation.text()
                        + "\n");
    }
}
