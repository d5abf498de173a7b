package io.bailiwick.cli;

import io.bailiwick.policy.Explain;
import io.bailiwick.policy.Explanation;
import io.bailiwick.policy.Json;
import io.bailiwick.policy.diagnostics.Printable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bailiwick explain}. */
@Command(
        name = "explain",
        sortOptions = false,
        customSynopsis = "bailiwick explain [OPTIONS] SUBJECT",
        description =
                "Say what an agent may do with a path, an environment variable or a URL, and which"
                        + " rule decides.",
        footer = {
            "",
            "Examples:",
            "  bailiwick explain ~/.ssh",
            "  bailiwick explain --config capability.yaml env:OPENAI_API_KEY",
            "  bailiwick explain --config capability.yaml https://api.openai.com/v1"
        })
final class ExplainCommand implements Callable<Integer> {

    private static final List<String> KEYS =
            List.of("subject", "kind", "verdict", "allowed", "rule", "text");

    private final Context context;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Capability file. Without one: the safe default of run.")
    private @Nullable Path config;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json. Default: text.")
    private OutputFormat output = OutputFormat.text;

    @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
    boolean help;

    @Parameters(
            arity = "1",
            paramLabel = "SUBJECT",
            description = "A path, env:NAME, or a URL with ://.")
    private String subject = "";

    ExplainCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        CapabilityFile file = CapabilityFile.load(Optional.ofNullable(config));
        Explanation explanation =
                Explain.explain(
                        file.capability(), context.workingDirectory(), context.home(), subject);
        if (output == OutputFormat.json) {
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
