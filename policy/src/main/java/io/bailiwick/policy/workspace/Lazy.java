package io.bailiwick.policy.workspace;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is worked out at most once, when it is asked for first. Safe for concurrent use. */
final class Lazy<T> {
    private final Supplier<T> source;
    private volatile @Nullable T value;

    Lazy(Supplier<T> source) {
        this.source = source;
    }

    T value() {
        T known = value;
        return known == null ? compute() : known;
    }

    private synchronized T compute() {
        T known = value;
        if (known == null) {
            known = source.get();
            value = known;
        }
        return known;
    }
}
