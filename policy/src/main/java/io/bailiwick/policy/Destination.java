package io.bailiwick.policy;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a URL leads: a canonical host and a port, 0 when the scheme has none that is known.
 *
 * <p>Only the authority is read (RFC 3986, section 3.2). Whatever readers of URLs are known to
 * disagree on is not a destination: blanks, controls, backslashes, characters beyond ASCII or per
 * cent escapes before the path, two at-signs.
 */
record Destination(String host, int port) {
    private static final int LONGEST_URL = 65_536;

    static Optional<Destination> of(String url) {
        int scheme = url.indexOf("://");
        if (scheme < 1 || url.length() > LONGEST_URL || !isScheme(url, scheme)) {
            return Optional.empty();
        }
        int from = scheme + 3;
        int end = endOfAuthority(url, from);
        String authority = url.substring(from, end);
        if (!isSober(authority)) {
            return Optional.empty();
        }
        int at = authority.indexOf('@');
        if (at != authority.lastIndexOf('@')) {
            return Optional.empty();
        }
        String place = authority.substring(at + 1);
        int colon = place.lastIndexOf(':');
        boolean portGiven = colon >= 0 && colon > place.lastIndexOf(']');
        Optional<String> host =
                bracketed(portGiven ? place.substring(0, colon) : place)
                        .flatMap(HostName::canonical);
        int port =
                portGiven && colon + 1 < place.length()
                        ? port(place.substring(colon + 1))
                        : byScheme(url.substring(0, scheme).toLowerCase(Locale.ROOT));
        return port < 0 ? Optional.empty() : host.map(name -> new Destination(name, port));
    }

    /** An IPv6 address must stand in brackets here, or its last group would be a port. */
    private static Optional<String> bracketed(String host) {
        boolean brackets = host.startsWith("[");
        return host.indexOf(':') >= 0 && !brackets ? Optional.empty() : Optional.of(host);
    }

    private static boolean isScheme(String url, int length) {
        for (int i = 0; i < length; i++) {
            char c = url.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
            if (!letter && (i == 0 || !other)) {
                return false;
            }
        }
        return true;
    }

    private static int endOfAuthority(String url, int from) {
        for (int i = from; i < url.length(); i++) {
            switch (url.charAt(i)) {
                case '/', '?', '#' -> {
                    return i;
                }
                default -> {}
            }
        }
        return url.length();
    }

    private static boolean isSober(String authority) {
        for (int i = 0; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c <= 0x20 || c >= 0x7f || c == '\\' || c == '%') {
                return false;
            }
        }
        return true;
    }

    /** 1 to 65535, or -1. */
    private static int port(String digits) {
        if (digits.length() > 5) {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = port * 10 + (c - '0');
        }
        return port >= 1 && port <= 65_535 ? port : -1;
    }

    private static int byScheme(String scheme) {
        return switch (scheme) {
            case "https", "wss" -> 443;
            case "http", "ws" -> 80;
            case "ftp" -> 21;
            default -> 0;
        };
    }
}
