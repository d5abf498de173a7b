package io.bailiwick.cli;

import io.bailiwick.audit.AuditLocation;
import io.bailiwick.audit.AuditProblem;
import io.bailiwick.audit.AuditReport;
import io.bailiwick.audit.AuditVerifier;
import io.bailiwick.policy.Json;
import io.bailiwick.policy.diagnostics.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code bailiwick audit verify}. */
final class AuditVerifyCommand implements Callable<Integer> {

    private static final int BROKEN = 1;

    private final Context context;
    private final OptionSpec dir =
            Syntax.option(
                            "--dir",
                            Path.class,
                            "DIR",
                            "The directory that holds audit and audit-heads. Default: yours.")
                    .build();
    private final OptionSpec output = Syntax.output();

    AuditVerifyCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Syntax.command("verify", this)
                        .addOption(dir)
                        .addOption(output)
                        .addOption(Syntax.help());
        spec.usageMessage()
                .customSynopsis("bailiwick audit verify [OPTIONS]")
                .description(
                        "Check that no record of the audit was edited, inserted, moved, removed or"
                                + " cut off. Needs the files alone, and may run while sandboxes"
                                + " do.")
                .footer("", "Exit status: 0 intact, 1 not intact.");
        return spec;
    }

    @Override
    public Integer call() {
        @Nullable Path named = dir.getValue();
        if (named != null && !Files.isDirectory(named)) {
            context.console().err("error: no such directory: " + named + "\n");
            return BROKEN;
        }
        Path state = named == null ? context.directories().get().state() : named;
        AuditReport report = AuditVerifier.verify(AuditLocation.in(state));
        context.console()
                .out(
                        output.getValue() == OutputFormat.json
                                ? json(report) + "\n"
                                : text(report, state));
        return report.intact() ? 0 : BROKEN;
    }

    static String text(AuditReport report, Path state) {
        StringBuilder out = new StringBuilder();
        for (AuditProblem problem : report.problems()) {
            out.append(Printable.clean(problem.toString())).append('\n');
        }
        return out.append(report.intact() ? "INTACT" : "NOT INTACT")
                .append("  chains=")
                .append(report.chains())
                .append("  records=")
                .append(report.records())
                .append("  in ")
                .append(state)
                .append('\n')
                .toString();
    }

    private static String json(AuditReport report) {
        List<Object> problems = new ArrayList<>();
        for (AuditProblem problem : report.problems()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("kind", problem.kind().name().toLowerCase(Locale.ROOT));
            map.put("file", problem.file().toString());
            map.put("line", problem.line());
            map.put("message", problem.message());
            problems.add(map);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("intact", report.intact());
        map.put("chains", report.chains());
        map.put("records", report.records());
        map.put("problems", problems);
        return Json.pretty(map);
    }
}
