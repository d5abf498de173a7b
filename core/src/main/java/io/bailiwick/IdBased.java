package io.bailiwick;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The bodies of {@link SandboxManager}'s id-based methods. */
final class IdBased {

    private static final String METACHARACTERS = ";|&$`\n";

    private IdBased() {}

    static ExecResult execute(
            SandboxManager manager, String id, List<String> argv, Duration timeout) {
        refuseUnusable(argv);
        Sandbox sandbox = manager.sandbox(id);
        SandboxInfo info = sandbox.info();
        if (info.status() == SandboxStatus.FAILED) {
            String status = status(info);
            throw new SandboxNotRunningException(
                    id,
                    status,
                    "sandbox "
                            + id
                            + " is in state '"
                            + status
                            + "'; only 'created' or 'stopped' sandboxes can execute commands");
        }
        ExecRequest request = ExecRequest.builder().argv(argv).timeout(timeout).build();
        try {
            return sandbox.start().exec(request);
        } catch (CommandNotFoundException e) {
            return notStarted(request, e, info);
        }
    }

    private static ExecResult notStarted(
            ExecRequest request, CommandNotFoundException e, SandboxInfo info) {
        String text = "sandbox execution error: " + errno(e) + ": '" + e.program() + "'";
        return new ExecResult(
                request.command(),
                new Outcome.Lost(text),
                Captured.EMPTY,
                Captured.of(text),
                Duration.ZERO,
                Usage.NONE,
                List.of(),
                info.enforcement());
    }

    private static String errno(CommandNotFoundException e) {
        return e.found() ? "[Errno 13] Permission denied" : "[Errno 2] No such file or directory";
    }

    private static void refuseUnusable(List<String> argv) {
        if (argv.isEmpty()) {
            throw new InvalidConfigurationException("command must not be empty");
        }
        String program = argv.getFirst();
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < METACHARACTERS.length(); i++) {
            char c = METACHARACTERS.charAt(i);
            if (program.indexOf(c) >= 0) {
                found.append(found.isEmpty() ? "'" : ", '");
                found.append(c == '\n' ? "\\n" : String.valueOf(c)).append('\'');
            }
        }
        if (!found.isEmpty()) {
            throw new InvalidConfigurationException(
                    "command executable contains disallowed shell metacharacters ["
                            + found
                            + "]: '"
                            + program.replace("\n", "\\n")
                            + "'");
        }
    }

    static String status(SandboxInfo info) {
        return switch (info.status()) {
            case CREATED -> "created";
            case RUNNING -> {
                if (info.runningExecutions() > 0) {
                    yield "running";
                }
                yield info.startedExecutions() > 0 ? "stopped" : "created";
            }
            case STOPPED, DESTROYED -> "stopped";
            case FAILED -> "failed";
        };
    }

    static List<SandboxSummary> summaries(List<SandboxInfo> infos) {
        List<SandboxSummary> summaries = new ArrayList<>(infos.size());
        for (SandboxInfo info : infos) {
            summaries.add(new SandboxSummary(info.id(), status(info), info.tier()));
        }
        return List.copyOf(summaries);
    }
}
