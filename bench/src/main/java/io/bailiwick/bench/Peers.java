package io.bailiwick.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Other sandboxes' command lines. Nothing is installed and nothing is downloaded for them. */
final class Peers {

    static final String FIREJAIL = "firejail --noprofile --net=none true";
    static final String SRT = "npx @anthropic-ai/sandbox-runtime true";
    static final String DOCKER = "docker run --network=none true";

    private static final String PACKAGE = "@anthropic-ai/sandbox-runtime";
    private static final String IMAGE = "busybox";

    /**
     * A peer.
     *
     * @param command empty when it cannot be run here
     * @param why what is missing then
     */
    record Peer(String name, Optional<Command> command, String why) {}

    private Peers() {}

    static List<Peer> find(Tools tools) throws InterruptedException {
        List<Peer> peers = new ArrayList<>();
        peers.add(
                peer(
                        tools,
                        FIREJAIL,
                        "firejail",
                        List.of("--quiet", "--noprofile", "--net=none", "/bin/true")));
        peers.add(peer(tools, SRT, "npx", List.of("--offline", "--no-install", PACKAGE, "true")));
        peers.add(
                peer(
                        tools,
                        DOCKER,
                        "docker",
                        List.of("run", "--rm", "--network=none", "--pull=never", IMAGE, "true")));
        return peers;
    }

    private static Peer peer(Tools tools, String name, String program, List<String> arguments)
            throws InterruptedException {
        var file = Command.find(program);
        if (file.isEmpty()) {
            return new Peer(name, Optional.empty(), "no " + program + " on the search path");
        }
        List<String> argv = new ArrayList<>(List.of(file.get().toString()));
        argv.addAll(arguments);
        Command command = new Command(argv, tools.directory());
        return command.works()
                ? new Peer(name, Optional.of(command), "")
                : new Peer(name, Optional.empty(), "it does not run here");
    }

    /** The promise that compares us with one that we mean to be faster than. */
    static Promise promise(String name) {
        return switch (name) {
            case SRT -> Promise.BELOW_SRT;
            case DOCKER -> Promise.BELOW_DOCKER;
            default -> throw new IllegalArgumentException("no promise is about " + name);
        };
    }
}
