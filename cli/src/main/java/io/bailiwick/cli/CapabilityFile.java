package io.bailiwick.cli;

import io.bailiwick.policy.CapabilityDeclaration;
import io.bailiwick.policy.CapabilityParser;
import io.bailiwick.policy.Lint;
import io.bailiwick.policy.ParsedCapability;
import io.bailiwick.policy.diagnostics.Problem;
import io.bailiwick.policy.diagnostics.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A capability and the file that it comes from, if it comes from one.
 *
 * @param name what stands for the file in messages
 */
record CapabilityFile(
        CapabilityDeclaration capability, Optional<ParsedCapability> parsed, String name) {

    /**
     * Reads a file, or answers the safe default.
     *
     * @throws io.bailiwick.policy.CapabilityParseException when the file is not accepted
     */
    static CapabilityFile load(Optional<Path> file) {
        if (file.isEmpty()) {
            return new CapabilityFile(
                    CapabilityDeclaration.safeDefault(), Optional.empty(), "default capability");
        }
        ParsedCapability parsed = CapabilityParser.parse(file.get());
        return new CapabilityFile(parsed.capability(), Optional.of(parsed), parsed.name());
    }

    /** The problem at its place in the file, if it has one. */
    Problem locate(Problem problem) {
        return parsed.isPresent() ? parsed.get().locate(problem) : problem;
    }

    /** What the linter finds, with places. */
    List<Problem> lint(Context context) {
        List<Problem> located = new ArrayList<>();
        for (Problem problem : Lint.check(capability, context.workingDirectory(), context.home())) {
            located.add(locate(problem));
        }
        return located;
    }

    static boolean refused(List<Problem> findings) {
        for (Problem finding : findings) {
            if (finding.severity() == Severity.ERROR) {
                return true;
            }
        }
        return false;
    }
}
