package io.bailiwick.runtime.doctor;

/** What a probe in a real sandbox showed of a control. */
public sealed interface Proof {

    /** What was seen, or why nothing was. */
    String evidence();

    /** The control did what it is for. */
    record Held(String evidence) implements Proof {}

    /** The control did not. */
    record Broken(String evidence) implements Proof {}

    /** Nothing was tried. */
    record Untried(String evidence) implements Proof {}

    /** The word for people and JSON: {@code held}, {@code broken} or {@code untried}. */
    default String word() {
        return switch (this) {
            case Held _ -> "held";
            case Broken _ -> "broken";
            case Untried _ -> "untried";
        };
    }

    /** Held, or broken with the evidence against it. */
    static Proof when(boolean held, String evidence, String against) {
        return held ? new Held(evidence) : new Broken(against);
    }
}
