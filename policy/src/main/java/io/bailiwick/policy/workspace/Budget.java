package io.bailiwick.policy.workspace;

import java.util.concurrent.atomic.AtomicInteger;

/** What may still be stored, in units of about four bytes. */
final class Budget {
    private final AtomicInteger left;

    Budget(int units) {
        left = new AtomicInteger(units);
    }

    /** Takes a number of units, all or none. */
    boolean take(int units) {
        int before = left.get();
        while (before >= units) {
            if (left.compareAndSet(before, before - units)) {
                return true;
            }
            before = left.get();
        }
        return false;
    }

    int left() {
        return left.get();
    }
}
