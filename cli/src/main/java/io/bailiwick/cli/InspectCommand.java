package io.bailiwick.cli;

import io.bailiwick.SandboxStatus;
import io.bailiwick.policy.Json;
import io.bailiwick.policy.diagnostics.Printable;
import io.bailiwick.runtime.state.Descriptions;
import io.bailiwick.runtime.state.Descriptions.Description;
import io.bailiwick.runtime.state.LiveFigures;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code bailiwick inspect}. */
final class InspectCommand implements Callable<Integer> {

    private static final int UNKNOWN = 1;

    private final Context context;
    private final OptionSpec id =
            Syntax.option("--sandbox-id", String.class, "ID", "The id that run prints.")
                    .required(true)
                    .build();
    private final OptionSpec output =
            Syntax.output(OutputFormat.json, "json or text. Default: json.");

    InspectCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Syntax.command("inspect", this)
                        .addOption(id)
                        .addOption(output)
                        .addOption(Syntax.help());
        spec.usageMessage()
                .customSynopsis("bailiwick inspect [OPTIONS] --sandbox-id ID")
                .description(
                        "Show a sandbox of yours that is alive now, whichever of your processes"
                                + " owns it.")
                .footer(
                        "",
                        "Exit status: 0 found, 1 unknown.",
                        "",
                        "Example:",
                        "  bailiwick inspect --sandbox-id 6c1f9f5e-0e4b-4a52-9a35-54a9a6d6a0c1");
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        String named = id.getValue();
        Optional<Description> found = new Descriptions(context.directories().get()).find(named);
        if (found.isEmpty()) {
            context.console().err("error: unknown sandbox id: " + Printable.clean(named) + "\n");
            return UNKNOWN;
        }
        Map<String, Object> values = values(found.get());
        context.console()
                .out(
                        output.getValue() == OutputFormat.json
                                ? Json.pretty(values) + "\n"
                                : text(values));
        return 0;
    }

    /** What its supervisor said, and what it uses now. */
    static Map<String, Object> values(Description description) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>(description.values());
        values.remove("control_groups");
        if (!description.alive()) {
            values.put("status", SandboxStatus.FAILED.word());
            values.put("reason", "its supervisor has ended, and the sandbox with it");
            return values;
        }
        Map<String, Object> figures = LiveFigures.of(description);
        if (!figures.isEmpty()) {
            values.put("usage", figures);
        }
        return values;
    }

    private static String text(Map<String, Object> values) {
        StringBuilder out = new StringBuilder();
        values.forEach((key, value) ->
                out.append(key)
                        .append(": ")
                        .append(Printable.clean(String.valueOf(value)))
                        .append('\n'));
        return out.toString();
    }
}
