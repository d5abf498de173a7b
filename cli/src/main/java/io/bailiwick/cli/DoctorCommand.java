package io.bailiwick.cli;

import io.bailiwick.runtime.doctor.Diagnosis;
import io.bailiwick.runtime.doctor.Doctor;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code bailiwick doctor}. */
final class DoctorCommand implements Callable<Integer> {

    private final Context context;
    private final OptionSpec output = Syntax.output();

    DoctorCommand(Context context) {
        this.context = context;
    }

    CommandSpec spec() {
        CommandSpec spec =
                Syntax.command("doctor", this).addOption(output).addOption(Syntax.help());
        spec.usageMessage()
                .customSynopsis("bailiwick doctor [OPTIONS]")
                .description(
                        "Say what this host can enforce, and prove it.",
                        "",
                        "Looks at the host as run does, then tries to break every control from"
                                + " inside of throw-away sandboxes. Takes some seconds and changes"
                                + " nothing.")
                .footer(
                        "",
                        "Exit status: 0 sandboxes run here and every control that was tried held;"
                                + " 1 something",
                        "is missing or did not hold; 125 this system cannot run sandboxes at all.");
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        Diagnosis diagnosis = Doctor.examine(context.environment(), context.home());
        context.console()
                .out(
                        output.getValue() == OutputFormat.json
                                ? DoctorReport.json(diagnosis)
                                : DoctorReport.text(diagnosis));
        return diagnosis.healthy() ? 0 : 1;
    }
}
