package io.bailiwick.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Other sandboxes' command lines. Nothing is installed and nothing is downloaded for them. */
final class Peers {

    private static final String SANDBOX_RUNTIME = "@anthropic-ai/sandbox-runtime";
    private static final String IMAGE = "busybox";

    /**
     * A peer.
     *
     * @param command empty when it cannot be run here
     * @param missing why not
     * @param toBeat the promise to be faster, if there is one
     */
    record Peer(String name, Optional<Command> command, String missing, Optional<Promise> toBeat) {}

    private Peers() {}

    static List<Peer> find(Tools tools) throws InterruptedException {
        return List.of(
                peer(
                        tools,
                        Optional.empty(),
                        "firejail --noprofile --net=none true",
                        "firejail",
                        List.of("--quiet", "--noprofile", "--net=none", "/bin/true")),
                sandboxRuntime(tools),
                peer(
                        tools,
                        Optional.of(Promise.BELOW_DOCKER),
                        "docker run --network=none " + IMAGE + " true",
                        "docker",
                        List.of("run", "--rm", "--network=none", "--pull=never", IMAGE, "true")));
    }

    /** Its own command where it is installed, which spares it the time that npx takes. */
    private static Peer sandboxRuntime(Tools tools) throws InterruptedException {
        Optional<Promise> promise = Optional.of(Promise.BELOW_SRT);
        return Command.find("srt").isPresent()
                ? peer(tools, promise, "srt true", "srt", List.of("true"))
                : peer(
                        tools,
                        promise,
                        "npx " + SANDBOX_RUNTIME + " true",
                        "npx",
                        List.of("--offline", "--no-install", SANDBOX_RUNTIME, "true"));
    }

    private static Peer peer(
            Tools tools,
            Optional<Promise> toBeat,
            String name,
            String program,
            List<String> arguments)
            throws InterruptedException {
        Optional<Path> file = Command.find(program);
        if (file.isEmpty()) {
            return new Peer(
                    name, Optional.empty(), "no " + program + " on the search path", toBeat);
        }
        List<String> argv = new ArrayList<>(List.of(file.get().toString()));
        argv.addAll(arguments);
        Command command = new Command(argv, tools.directory());
        Optional<String> failure = command.failure();
        return failure.isEmpty()
                ? new Peer(name, Optional.of(command), "", toBeat)
                : new Peer(name, Optional.empty(), failure.get(), toBeat);
    }
}
