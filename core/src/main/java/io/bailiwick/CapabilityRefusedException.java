package io.bailiwick;

import java.util.List;

/** This host cannot enforce the capability, so that nothing was started. */
public final class CapabilityRefusedException extends SandboxException {

    private final transient List<RefusalReason> reasons;

    /**
     * A refusal.
     *
     * @param reasons at least one
     */
    public CapabilityRefusedException(List<RefusalReason> reasons) {
        super(ErrorCode.CAPABILITY_REFUSED, message(reasons), remedies(reasons), null, null);
        this.reasons = List.copyOf(reasons);
    }

    /** All reasons, most important first. */
    public List<RefusalReason> reasons() {
        return reasons;
    }

    private static String message(List<RefusalReason> reasons) {
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a refusal has at least one reason");
        }
        StringBuilder message = new StringBuilder("capability refused on this host");
        String separator = ": ";
        for (RefusalReason reason : reasons) {
            message.append(separator).append(reason);
            separator = "; ";
        }
        return message.toString();
    }

    private static String remedies(List<RefusalReason> reasons) {
        StringBuilder remedies = new StringBuilder();
        for (RefusalReason reason : reasons) {
            remedies.append(remedies.isEmpty() ? "" : "; ").append(reason.remedy());
        }
        return remedies.toString();
    }
}
