package io.bailiwick.runtime.state;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Another process that works in the same directories. */
final class Rival {

    private Rival() {}

    /** Starts one; it says "ready" and begins with the first line that it is sent. */
    static Process start(Directories directories, String task, int times) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Rival.class.getName(),
                        directories.state().toString(),
                        directories.run().toString(),
                        task,
                        Integer.toString(times))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /**
     * @param arguments the two directories, the task and how often
     */
    public static void main(String[] arguments) throws IOException {
        Directories directories = new Directories(Path.of(arguments[0]), Path.of(arguments[1]));
        int times = Integer.parseInt(arguments[3]);
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        input.readLine();
        if (arguments[2].equals("ids")) {
            takeIds(directories, times, input);
        } else {
            makeDirectories(directories, times);
        }
    }

    /** Takes ids in the order of their numbers and holds them until the input ends. */
    private static void takeIds(Directories directories, int times, BufferedReader input)
            throws IOException {
        RandomGenerator zero = () -> 0;
        try (SupervisorDirectory directory =
                SupervisorDirectory.create(directories, new Random())) {
            HostIds ids = new HostIds(directories, directory.name(), zero);
            List<String> taken = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                taken.add(Long.toString(ids.take()));
            }
            System.out.println(String.join(" ", taken));
            input.readLine();
        }
    }

    private static void makeDirectories(Directories directories, int times) throws IOException {
        int lost = 0;
        for (int i = 0; i < times; i++) {
            SupervisorDirectory directory = SupervisorDirectory.create(directories, new Random());
            lost += Files.exists(directory.run().resolve(SupervisorDirectory.LOCK)) ? 0 : 1;
            directory.close();
        }
        System.out.println(lost);
    }
}
