package io.bailiwick.policy;

import io.bailiwick.policy.diagnostics.Problem;
import io.bailiwick.policy.diagnostics.ProblemRenderer;
import java.util.List;

/** A capability could not be read. The message holds every problem, one after the other. */
public final class CapabilityParseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;
    private final String source;

    CapabilityParseException(String message, List<Problem> problems, String source) {
        super(message);
        this.problems = List.copyOf(problems);
        this.source = source;
    }

    /** Everything that is wrong, in the order of the text; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    /** The message; never absent. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /** The problems as a compiler prints them: place, message, line, caret, help. */
    public String render() {
        return ProblemRenderer.render(problems, source);
    }
}
