package io.bailiwick.policy;

import io.bailiwick.policy.paths.Glob;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers whether a URL is allowed by a list of rules.
 *
 * <p>A rule matches a host and a port. {@code *.example.com} matches {@code example.com} and every
 * name below it; otherwise {@code *} stands for any characters, dots included, and {@code ?} for
 * one. Case and one dot at the end make no difference. Patterns match names only: an address needs
 * a rule of its own, in any spelling of it that means the same. The port is the URL's, or 443 for
 * https and wss, 80 for http and ws, 21 for ftp, and none otherwise, which only a rule without
 * ports allows.
 *
 * <p>A URL that is malformed in any way that two programs might read differently is denied; no URL
 * raises an exception. Immutable.
 */
public final class EgressFilter {
    private final List<NetworkEgressRule> rules;

    public EgressFilter(List<NetworkEgressRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** Whether some rule allows the URL. */
    public boolean isAllowed(String url) {
        return matchingRule(url).isPresent();
    }

    /** The first rule that allows the URL. */
    public Optional<NetworkEgressRule> matchingRule(String url) {
        return Destination.of(url).flatMap(this::matchingRule);
    }

    /** The rules that match a host, whatever their ports; empty for a malformed host. */
    public List<NetworkEgressRule> rulesForDomain(String host) {
        Optional<String> canonical = HostName.canonical(host);
        if (canonical.isEmpty()) {
            return List.of();
        }
        return rules.stream().filter(rule -> matches(rule.domain(), canonical.get())).toList();
    }

    /** Whether some of the rules allows the URL. */
    public static boolean checkEgress(String url, List<NetworkEgressRule> rules) {
        return new EgressFilter(rules).isAllowed(url);
    }

    private Optional<NetworkEgressRule> matchingRule(Destination destination) {
        for (NetworkEgressRule rule : rules) {
            boolean port = rule.ports().isEmpty() || rule.ports().contains(destination.port());
            if (port && matches(rule.domain(), destination.host())) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** Whether a rule's domain matches a canonical host. */
    static boolean matches(String domain, String host) {
        String wanted = domain.toLowerCase(Locale.ROOT);
        if (HostName.isAddress(host)) {
            return HostName.canonical(wanted).filter(host::equals).isPresent();
        }
        if (wanted.endsWith(".")) {
            wanted = wanted.substring(0, wanted.length() - 1);
        }
        if (wanted.startsWith("*.")) {
            String apex = wanted.substring(2);
            int dot = host.indexOf('.');
            return matchesText(apex, host) || (dot > 0 && matchesBelow(apex, host));
        }
        return matchesText(wanted, host);
    }

    private static boolean matchesBelow(String apex, String host) {
        int dot = host.indexOf('.');
        while (dot > 0) {
            if (matchesText(apex, host.substring(dot + 1))) {
                return true;
            }
            dot = host.indexOf('.', dot + 1);
        }
        return false;
    }

    private static boolean matchesText(String pattern, String text) {
        return Glob.matchesName(pattern, text);
    }
}
