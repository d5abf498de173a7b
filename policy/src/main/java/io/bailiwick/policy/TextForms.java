package io.bailiwick.policy;

import io.bailiwick.policy.diagnostics.Printable;
import io.bailiwick.policy.schema.Complaint;
import io.bailiwick.policy.schema.Type;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/** The forms of the texts in a capability, and what to say about a text that has another form. */
final class TextForms {
    /** PATH_MAX of Linux (limits.h), which counts bytes; a character is at least one. */
    private static final int LONGEST_PATH = 4096;

    /** RFC 1035, section 2.3.4, plus room for surrounding blanks. */
    private static final int LONGEST_DOMAIN = 300;

    private static final int LONGEST_NAME = 255;

    /** Labels of letters, digits, hyphens and underscores, with {@code *} and {@code ?}. */
    private static final String LABEL = "[A-Za-z0-9_*?-]{1,63}";

    private static final String IPV6 = "[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{0,41}:[0-9A-Fa-f.]{0,15}";

    static final Type.Text DOMAIN =
            new Type.Text(
                    "[ \\t]*(?:"
                            + LABEL
                            + "(?:\\."
                            + LABEL
                            + "){0,126}|"
                            + IPV6
                            + "|\\["
                            + IPV6
                            + "\\])[ \\t]*",
                    LONGEST_DOMAIN,
                    TextForms::explainDomain);

    /** Neither a dot segment, which would depend on links, nor what a sandbox makes itself. */
    private static final String SOBER =
            "(?!/+(?:proc|sys|dev)(?:/|$))(?!.*(?:^|/)\\.\\.(?:/|$))(?!.*/\\.(?:/|$))";

    static final Type.Text PATH =
            new Type.Text(
                    SOBER + "(?:(?:/|~/|\\./)[^\\x00-\\x1f\\x7f*?]*|~|\\.)",
                    LONGEST_PATH,
                    text -> explainPath(text, false));

    static final Type.Text PATTERN =
            new Type.Text(
                    SOBER
                            + "(?:(?:/|~/|\\./|\\*\\*/)[^\\x00-\\x1f\\x7f]*"
                            + "|~|\\.|[^\\x00-\\x1f\\x7f/~*?]*[*?][^\\x00-\\x1f\\x7f/]*)",
                    LONGEST_PATH,
                    text -> explainPath(text, true));

    static final Type.Text VARIABLE =
            new Type.Text("[A-Za-z0-9_.-]+", LONGEST_NAME, TextForms::explainVariable);

    private TextForms() {}

    private static Complaint explainDomain(String text) {
        String domain = text.strip();
        if (domain.isEmpty()) {
            return complaint("domain must not be blank");
        }
        String wrong = "domain " + Printable.quote(domain) + " is not a host name";
        int scheme = domain.indexOf("://");
        if (scheme >= 0) {
            String host = domain.substring(scheme + 3).split("[/:?#]", 2)[0];
            return Complaint.of(wrong, "write the host alone: " + host);
        }
        int colon = domain.indexOf(':');
        if (colon > 0 && colon == domain.lastIndexOf(':')) {
            return Complaint.of(
                    wrong,
                    "write the host alone, "
                            + domain.substring(0, colon)
                            + ", and its port under 'ports'");
        }
        return asciiForm(domain)
                .map(ascii -> Complaint.of(wrong, "write its ASCII form: " + ascii))
                .orElseGet(() ->
                        Complaint.of(
                                wrong,
                                "a name has labels of 1 to 63 letters, digits and hyphens"
                                        + " with dots between them; '*.' in front means"
                                        + " the name and everything below it"));
    }

    private static Optional<String> asciiForm(String domain) {
        if (domain.chars().allMatch(c -> c < 0x80)) {
            return Optional.empty();
        }
        try {
            return Optional.of(IDN.toASCII(domain).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Complaint explainPath(String path, boolean patterns) {
        String wrong = "path " + Printable.quote(path);
        if (path.isBlank()) {
            return complaint("path must not be blank");
        }
        if (path.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            return complaint(wrong + " holds a control character");
        }
        if (!patterns && (path.indexOf('*') >= 0 || path.indexOf('?') >= 0)) {
            return Complaint.of(
                    wrong + " must not be a pattern", "name the directory that holds the files");
        }
        if (startsWithAny(path, "/", "~", ".") && hasDotSegment(path)) {
            return Complaint.of(
                    wrong + " must not hold '.' or '..' segments", "write where it leads to");
        }
        if (path.startsWith("/")) {
            return Complaint.of(
                    wrong + " belongs to the sandbox itself",
                    "/proc, /sys and /dev are never the host's; remove the entry");
        }
        return Complaint.of(
                wrong + " must start with '/', '~/' or './'",
                patterns
                        ? "write './" + path + "' or '**/" + path + "'"
                        : "write './" + path + "' when it lies in the working directory");
    }

    private static boolean startsWithAny(String text, String... beginnings) {
        for (String beginning : beginnings) {
            if (text.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasDotSegment(String path) {
        for (String segment : path.split("/")) {
            if (segment.equals("..") || (segment.equals(".") && !path.startsWith("./"))) {
                return true;
            }
        }
        return path.indexOf("/./") >= 0 || path.endsWith("/.");
    }

    private static Complaint explainVariable(String name) {
        String wrong = "variable name " + Printable.quote(name);
        if (name.indexOf('*') >= 0 || name.indexOf('?') >= 0) {
            return Complaint.of(wrong + " must not be a pattern", "name each variable exactly");
        }
        if (name.indexOf('=') >= 0) {
            return Complaint.of(
                    wrong + " holds a '='", "write the name alone, the value is the caller's");
        }
        return complaint(wrong + " is malformed: letters, digits, '_', '.' and '-' are allowed");
    }

    private static Complaint complaint(String message) {
        return new Complaint(message, Optional.empty());
    }
}
