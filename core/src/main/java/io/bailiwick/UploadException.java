package io.bailiwick;

/** A tree or an archive cannot be taken as it is. Nothing of it was stored. */
public final class UploadException extends SandboxException {

    private final String codebaseId;
    private final String filePath;

    /**
     * @param filePath the entry that cannot be taken; empty where it is the whole
     * @param reason what is wrong with it, to follow the path
     */
    public UploadException(String codebaseId, String filePath, String reason) {
        super(
                ErrorCode.UPLOAD_REFUSED,
                filePath.isEmpty()
                        ? "upload refused: " + reason
                        : "upload refused: '" + Texts.printable(filePath, 512) + "' " + reason);
        this.codebaseId = codebaseId;
        this.filePath = filePath;
    }

    public String codebaseId() {
        return codebaseId;
    }

    /** The entry's path within the tree; empty where there is nothing to name. */
    public String filePath() {
        return filePath;
    }
}
