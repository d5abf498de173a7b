package io.bailiwick;

import io.bailiwick.policy.diagnostics.Printable;

/** Text that comes from outside, made fit for a message. */
final class Texts {

    private Texts() {}

    /**
     * At most {@code limit} characters on one line, with whatever a terminal would obey as escapes
     * and the cut marked.
     */
    static String printable(String text, int limit) {
        String shown = text.length() > limit ? text.substring(0, limit) : text;
        String clean = Printable.clean(shown).replace("\n", "\\u000a");
        return shown.length() < text.length() ? clean + '…' : clean;
    }
}
