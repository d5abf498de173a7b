package io.bailiwick.acceptance.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK that runs the tests, within a sandbox. */
class JavaTest extends Toolchain {

    private static final String JAVA = System.getProperty("java.home") + "/bin/";

    private static final String PROGRAM =
            """
            import java.util.ArrayList;
            import java.util.List;

            public class Main {
                public static void main(String[] args) throws Exception {
                    List<byte[]> kept = new ArrayList<>();
                    for (int i = 0; i < 2000; i++) {
                        byte[] block = new byte[64 << 10];
                        if (i % 100 == 0) kept.add(block);
                    }
                    int[] sum = {0};
                    Thread virtual = Thread.ofVirtual().start(() -> sum[0] = kept.size());
                    virtual.join();
                    Process child = new ProcessBuilder("echo", "child").start();
                    System.out.print(new String(child.getInputStream().readAllBytes()));
                    System.out.println(sum[0] + " " + child.waitFor());
                }
            }
            """;

    /** The JVM is refused the memory policies of NUMA, says so first, and goes without. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseSerialGC",
                "-XX:+UseG1GC",
                "-XX:+UseZGC",
                "-XX:+UseParallelGC -XX:+UseNUMA"
            })
    void aProgramRunsWithEveryCollector(String collector) {
        file("Main.java", PROGRAM);

        assertThat(run(JAVA + "java -Xmx64m -XX:-UsePerfData " + collector + " Main.java"))
                .endsWith("child\n20 0\n");
    }

    @Test
    void classesAreCompiledAndPackedAndRun() {
        file("Main.java", PROGRAM);

        assertThat(
                        run(
                                """
                                %1$sjavac -d classes Main.java
                                %1$sjar --create --file main.jar --main-class Main -C classes .
                                %1$sjava -jar main.jar
                                """
                                        .formatted(JAVA)))
                .isEqualTo("child\n20 0\n");
        assertThat(work().resolve("main.jar")).isNotEmptyFile();
    }
}
