package io.bailiwick.audit;

import java.util.List;

/**
 * What {@link AuditVerifier} found.
 *
 * @param chains how many chains there are
 * @param records how many valid records there are
 * @param problems in the order of the files and lines; empty for an audit that is intact
 */
public record AuditReport(int chains, long records, List<AuditProblem> problems) {

    public AuditReport {
        problems = List.copyOf(problems);
    }

    public boolean intact() {
        return problems.isEmpty();
    }
}
