package io.bailiwick.policy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/** The one spelling of a host that rules are compared with. */
final class HostName {
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private HostName() {}

    /**
     * A name in lower case without a dot at its end, an IPv4 address in four decimal parts, or an
     * IPv6 address in full; one that maps an IPv4 address is that address. Empty for anything else,
     * also for {@code 0x7f.1}, {@code 2130706433} and other numbers that some programs take for an
     * address.
     */
    static Optional<String> canonical(String host) {
        String text = host.toLowerCase(Locale.ROOT);
        if (text.startsWith("[") && text.endsWith("]")) {
            return ipv6(text.substring(1, text.length() - 1));
        }
        if (text.indexOf(':') >= 0) {
            return ipv6(text);
        }
        if (text.endsWith(".")) {
            text = text.substring(0, text.length() - 1);
        }
        if (!isName(text)) {
            return Optional.empty();
        }
        boolean numeric = endsInNumber(text);
        return numeric && !isDottedQuad(text) ? Optional.empty() : Optional.of(text);
    }

    /** Whether a canonical host is an address. */
    static boolean isAddress(String canonical) {
        return canonical.indexOf(':') >= 0 || isDottedQuad(canonical);
    }

    /** RFC 1123, section 2.1, and the underscore that service names use. */
    private static boolean isName(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NAME) {
            return false;
        }
        int label = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (isLabelCharacter(c)) {
                if (++label > LONGEST_LABEL) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return label > 0;
    }

    private static boolean isLabelCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** The "ends in a number" check of the URL standard, section 3.5. */
    private static boolean endsInNumber(String text) {
        String last = text.substring(text.lastIndexOf('.') + 1);
        if (last.startsWith("0x")) {
            return last.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0);
        }
        return last.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isDottedQuad(String text) {
        int parts = 1;
        int value = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (value < 0) {
                    return false;
                }
                parts++;
                value = -1;
            } else if (c >= '0' && c <= '9' && value != 0) {
                value = Math.max(value, 0) * 10 + (c - '0');
                if (value > 255) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return parts == 4 && value >= 0;
    }

    private static Optional<String> ipv6(String text) {
        if (text.indexOf(':') < 0 || text.indexOf('%') >= 0) {
            return Optional.empty();
        }
        try {
            // parses the text and never asks a resolver
            return Optional.of(
                    switch (Inet6Address.ofLiteral(text)) {
                        case Inet4Address four -> four.getHostAddress();
                        case InetAddress six -> six.getHostAddress();
                    });
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
