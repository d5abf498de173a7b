package io.bailiwick.bench;

import io.bailiwick.bench.micro.CapabilityParse;
import io.bailiwick.bench.micro.EgressDecision;
import io.bailiwick.bench.micro.PolicyDecision;
import io.bailiwick.bench.micro.SeccompAssembly;
import io.bailiwick.bench.micro.WorkspaceDecision;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.openjdk.jmh.generators.BenchmarkProcessor;

/**
 * Single operations, by JMH in a virtual machine of its own.
 *
 * <p>JMH's code is generated here, from the compiled classes, by its annotation processor. During
 * the build the generated sources would have to pass Error Prone, NullAway and {@code -Xlint:all
 * -Werror}, which they do not.
 */
final class MicroSuite {

    private static final Map<Promise, Class<?>> BENCHMARKS = benchmarks();

    private MicroSuite() {}

    private static Map<Promise, Class<?>> benchmarks() {
        Map<Promise, Class<?>> classes = new LinkedHashMap<>();
        classes.put(Promise.POLICY_DECISION, PolicyDecision.class);
        classes.put(Promise.WORKSPACE_DECISION, WorkspaceDecision.class);
        classes.put(Promise.EGRESS_DECISION, EgressDecision.class);
        classes.put(Promise.SECCOMP_ASSEMBLY, SeccompAssembly.class);
        classes.put(Promise.CAPABILITY_PARSE, CapabilityParse.class);
        return classes;
    }

    static void run(Bench bench) throws Exception {
        bench.report().heading("single operations (JMH)");
        Path generated = Files.createDirectories(bench.directory().resolve("jmh"));
        generate(generated);
        Path csv = bench.directory().resolve("jmh.csv");
        bench.tools().command(jmh(bench, generated, csv)).run();
        Map<String, Score> scores = read(csv);
        BENCHMARKS.forEach((promise, type) -> report(bench, promise, type, scores));
    }

    /** A score with the half width of its 99.9 % confidence interval, in nanoseconds. */
    private record Score(double nanos, double error) {}

    private static void report(
            Bench bench, Promise promise, Class<?> type, Map<String, Score> scores) {
        Score score =
                Optional.ofNullable(scores.get(type.getName()))
                        .orElseThrow(() -> new IllegalStateException(type + " gave JMH no result"));
        double micros = score.nanos() / 1000;
        String interval =
                Double.isNaN(score.error())
                        ? "one iteration"
                        : "± " + promise.unit().format(score.error() / 1000);
        bench.report()
                .detail(
                        "%-17s %s %s"
                                .formatted(
                                        type.getSimpleName(),
                                        promise.unit().format(micros),
                                        interval));
        bench.report().result(promise, micros, "JMH, " + interval);
    }

    private static void generate(Path directory) throws IOException {
        JavaCompiler compiler =
                Optional.ofNullable(ToolProvider.getSystemJavaCompiler())
                        .orElseThrow(() -> new IOException("JMH needs a JDK, not a bare runtime"));
        List<String> names = BENCHMARKS.values().stream().map(Class::getName).toList();
        List<String> options =
                List.of("-d", directory.toString(), "-s", directory.toString(), "-cp", classPath());
        StringWriter messages = new StringWriter();
        JavaCompiler.CompilationTask task =
                compiler.getTask(messages, null, null, options, names, null);
        task.setProcessors(List.of(new BenchmarkProcessor()));
        if (!task.call()) {
            throw new IOException("JMH's code does not compile: " + messages);
        }
    }

    /** Absolute: JMH's virtual machine runs in another directory. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String[] jmh(Bench bench, Path generated, Path csv) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = generated + File.pathSeparator + classPath();
        List<String> argv = new ArrayList<>(List.of(java, "-Djmh.ignoreLock=true"));
        argv.addAll(List.of("-cp", classes, "org.openjdk.jmh.Main", "-rf", "csv"));
        argv.addAll(List.of("-rff", csv.toString(), "-foe", "true"));
        // Without a fork the iteration runs in the virtual machine that is new already.
        argv.addAll(
                bench.options().smoke()
                        ? List.of("-f", "0", "-wi", "0", "-i", "1", "-r", "10ms")
                        : List.of("-f", "1", "-wi", "3", "-w", "1s", "-i", "5", "-r", "1s"));
        return argv.toArray(String[]::new);
    }

    /** Columns: benchmark with its method, mode, threads, samples, score, error, unit. */
    private static Map<String, Score> read(Path csv) throws IOException {
        Map<String, Score> scores = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(csv);
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.replace("\"", "").split(",", -1);
            if (!columns[6].equals("ns/op")) {
                throw new IOException("not in nanoseconds: " + line);
            }
            String benchmark = columns[0];
            scores.put(
                    benchmark.substring(0, benchmark.lastIndexOf('.')),
                    new Score(Double.parseDouble(columns[4]), Double.parseDouble(columns[5])));
        }
        return scores;
    }
}
