package io.bailiwick.policy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Explains from the rules that are enforced what an agent may do with a path, variable or URL. */
public final class Explain {
    private static final String VARIABLE = "env:";
    private static final String NO_RULE = "no rule";

    private Explain() {}

    /**
     * Explains a subject.
     *
     * @param workingDirectory where the command runs; absolute
     * @param home the caller's home directory; absolute
     * @param subject {@code env:NAME}, a URL with {@code ://}, or else a path
     * @throws IllegalArgumentException for an empty subject, a path with a NUL character, or a
     *     directory that is not absolute
     */
    public static Explanation explain(
            CapabilityDeclaration capability, Path workingDirectory, Path home, String subject) {
        if (subject.isBlank()) {
            throw new IllegalArgumentException("nothing to explain");
        }
        if (subject.startsWith(VARIABLE)) {
            return variable(capability, subject.substring(VARIABLE.length()));
        }
        if (subject.contains("://")) {
            return url(capability, subject);
        }
        FilesystemRules rules =
                FilesystemRules.compile(capability.filesystemConfig(), workingDirectory, home);
        return path(rules, rules.resolve(subject));
    }

    /** The parts of an explanation under their names, for {@link Json}. */
    public static Map<String, Object> toValue(Explanation explanation) {
        return Map.of(
                "subject", explanation.subject(),
                "kind", explanation.kind(),
                "verdict", explanation.verdict(),
                "allowed", explanation.allowed(),
                "rule", explanation.rule(),
                "text", explanation.text());
    }

    private static Explanation path(FilesystemRules rules, String path) {
        return switch (rules.decide(path, FileOperation.READ)) {
            case Decision.Deny(Optional<FilesystemRule> rule, String why) ->
                    new Explanation(
                            path,
                            Explanation.Kind.PATH,
                            "denied",
                            false,
                            rule.map(FilesystemRule::describe).orElse(NO_RULE),
                            "The agent gets 'No such file or directory': " + why + ".");
            case Decision.Allow(FilesystemRule rule) -> opened(rules, path, rule);
        };
    }

    private static Explanation opened(FilesystemRules rules, String path, FilesystemRule rule) {
        boolean written = rules.decide(path, FileOperation.WRITE).allowed();
        String verdict =
                switch (rule.access()) {
                    case NONE -> "denied";
                    case READ -> written ? "read and write" : "read";
                    case WRITE -> "read and write";
                    case LAYER -> "read, writes stay private";
                    case SCRATCH -> "private";
                };
        String text =
                switch (rule.access()) {
                    case NONE -> "It does not exist in the sandbox.";
                    case READ ->
                            written
                                    ? "A device of the sandbox; it can be read and written."
                                    : readable(rule);
                    case WRITE -> "The agent reads and writes the host's files here.";
                    case LAYER ->
                            "The agent reads the host's files here; what it writes is kept in a"
                                    + " private layer and dropped with the sandbox.";
                    case SCRATCH ->
                            "The agent reads and writes here, in a private directory that starts"
                                    + " empty; the host's files are not in it.";
                };
        return new Explanation(path, Explanation.Kind.PATH, verdict, true, rule.describe(), text);
    }

    private static String readable(FilesystemRule rule) {
        return switch (rule.origin()) {
            case FilesystemRule.SYNTHETIC ->
                    "The agent reads a file made for the sandbox, not the host's.";
            case FilesystemRule.PRIVATE ->
                    "The agent reads the sandbox's own tree, not the host's.";
            case FilesystemRule.ABOVE ->
                    "The directory exists and lists only what is opened beneath it.";
            default -> "The agent reads the host's files here and cannot write.";
        };
    }

    private static Explanation variable(CapabilityDeclaration capability, String name) {
        EnvironmentFilter.Verdict verdict = new EnvironmentFilter(capability).explain(name);
        return new Explanation(
                name,
                Explanation.Kind.VARIABLE,
                verdict.kept() ? "allowed" : "denied",
                verdict.kept(),
                capability.grants(Permissions.READ_ENV) ? "permissions: read_env" : NO_RULE,
                (verdict.kept() ? "The agent has it: " : "The agent does not have it: ")
                        + verdict.why()
                        + ".");
    }

    private static Explanation url(CapabilityDeclaration capability, String url) {
        EgressFilter filter = new EgressFilter(capability.networkEgressRules());
        Optional<NetworkEgressRule> rule = filter.matchingRule(url);
        if (rule.isPresent()) {
            String text =
                    "It may be contacted, " + rule.get().rateLimitPerMin() + " times a minute.";
            return new Explanation(
                    url, Explanation.Kind.URL, "allowed", true, described(rule.get()), text);
        }
        return new Explanation(
                url, Explanation.Kind.URL, "denied", false, NO_RULE, why(capability, filter, url));
    }

    private static String why(CapabilityDeclaration capability, EgressFilter filter, String url) {
        if (capability.networkEgressRules().isEmpty()) {
            return "The connection is refused: there are no network_egress_rules, so no network.";
        }
        Optional<Destination> destination = Destination.of(url);
        if (destination.isEmpty()) {
            return "The connection is refused: the URL is malformed or ambiguous.";
        }
        String host = destination.get().host();
        return filter.rulesForDomain(host).isEmpty()
                ? "The connection is refused: no rule names '" + host + "'."
                : "The connection is refused: rules name '"
                        + host
                        + "', but not its port "
                        + destination.get().port()
                        + ".";
    }

    private static String described(NetworkEgressRule rule) {
        return "network_egress_rules: "
                + rule.domain()
                + (rule.ports().isEmpty() ? " on every port" : " on " + rule.ports());
    }
}
