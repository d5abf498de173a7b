package io.bailiwick.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What the commands' models are made of. They are written out in code: picocli would read them from
 * annotations by reflection, which takes a process that has just started several times as long as
 * starting a sandbox. An argument keeps its own value.
 */
final class Syntax {

    private Syntax() {}

    /** A command that lists its options in the order in which they are added. */
    static CommandSpec command(String name, Callable<Integer> body) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(body).name(name);
        spec.usageMessage().sortOptions(false);
        return spec;
    }

    /** An option with a value. */
    static OptionSpec.Builder option(
            String name, Class<?> type, String label, String... description) {
        return OptionSpec.builder(name).type(type).paramLabel(label).description(description);
    }

    /** An option without a value. */
    static OptionSpec.Builder flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .initialValue(false)
                .description(description);
    }

    /** A parameter that may be left out. */
    static PositionalParamSpec.Builder optional(Class<?> type, String label) {
        return PositionalParamSpec.builder().type(type).arity("0..1").paramLabel(label);
    }

    /** A parameter that must be given. */
    static PositionalParamSpec.Builder required(Class<?> type, String label) {
        return PositionalParamSpec.builder().type(type).arity("1").required(true).paramLabel(label);
    }

    /** The last option of every command. */
    static OptionSpec help() {
        return flag("--help", "Print this help and exit.").usageHelp(true).build();
    }

    static OptionSpec config(String description) {
        return option("--config", Path.class, "FILE", description).build();
    }

    /** How a command words what it prints. */
    static OptionSpec output() {
        return output(OutputFormat.text, "text or json. Default: text.");
    }

    static OptionSpec output(OutputFormat usual, String description) {
        return option("--output", OutputFormat.class, "FORMAT", description)
                .defaultValue(usual.name())
                .build();
    }
}
