package io.bailiwick.files.codebase;

/**
 * How large an upload may be. What exceeds a limit is refused as a whole and by name, never cut.
 *
 * @param entries files, directories and links
 * @param bytes sum of the files' sizes
 * @param fileBytes size of one file
 * @param depth directories above an entry, and itself
 * @param ratio how many times its size a compressed archive may unpack to, past {@value
 *     #RATIO_FREE_BYTES} bytes
 */
public record UploadLimits(long entries, long bytes, long fileBytes, int depth, int ratio) {

    /** Twice the largest trees known to be worked in: a monorepo with its dependencies. */
    public static final long ENTRIES = 2_000_000;

    /** More is a data set, which belongs beside a codebase and not into each of its versions. */
    public static final long BYTES = 64L << 30;

    /** Model weights of 8 GiB still fit. */
    public static final long FILE_BYTES = 16L << 30;

    /** A descriptor is open for each level; node_modules of old npm had about 60. */
    public static final int DEPTH = 256;

    /** Source text packs to a tenth, zeros to a thousandth: more than this is mostly filler. */
    public static final int RATIO = 250;

    /** Before this much has come out, a ratio says nothing and a bomb does no harm. */
    public static final long RATIO_FREE_BYTES = 64L << 20;

    /** What the file systems of Linux take (NAME_MAX). */
    public static final int NAME_BYTES = 255;

    /** PATH_MAX less room for the store's own directories above. */
    public static final int PATH_BYTES = 3072;

    /** Of a symbolic link: PATH_MAX without its NUL. */
    public static final int LINK_BYTES = 4095;

    /** Of an ignore file: git itself takes more, but nobody has written so many rules. */
    public static final int IGNORE_FILE_BYTES = 1 << 20;

    public static final UploadLimits DEFAULT =
            new UploadLimits(ENTRIES, BYTES, FILE_BYTES, DEPTH, RATIO);

    public UploadLimits {
        if (entries <= 0 || bytes <= 0 || fileBytes <= 0 || depth <= 0 || ratio <= 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
        if (depth > DEPTH) {
            throw new IllegalArgumentException("depth must be at most " + DEPTH + ": " + depth);
        }
    }
}
