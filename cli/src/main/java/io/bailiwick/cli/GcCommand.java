package io.bailiwick.cli;

import io.bailiwick.policy.Json;
import io.bailiwick.runtime.state.Directories;
import io.bailiwick.runtime.state.Sweep;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code bailiwick gc}. */
final class GcCommand implements Callable<Integer> {

    private final Context context;
    private final OptionSpec output = Syntax.output();

    GcCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec = Syntax.command("gc", this).addOption(output).addOption(Syntax.help());
        spec.usageMessage()
                .customSynopsis("bailiwick gc [OPTIONS]")
                .description(
                        "Remove directories and control groups that killed supervisors left behind.",
                        "",
                        "Every run does the same before it starts; processes and mounts never wait"
                                + " for it.");
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        Directories directories = context.directories().get().prepare();
        List<String> removed = Sweep.run(directories);
        context.console()
                .out(
                        output.getValue() == OutputFormat.json
                                ? Json.pretty(Map.of("removed", removed)) + "\n"
                                : text(removed));
        return 0;
    }

    static String text(List<String> removed) {
        if (removed.isEmpty()) {
            return "nothing to remove\n";
        }
        StringBuilder out = new StringBuilder();
        for (String supervisor : removed) {
            out.append("removed what supervisor ").append(supervisor).append(" left behind\n");
        }
        return out.toString();
    }
}
