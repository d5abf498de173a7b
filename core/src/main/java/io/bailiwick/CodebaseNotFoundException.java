package io.bailiwick;

/** There is no codebase of that id, or it has no such version. */
public final class CodebaseNotFoundException extends SandboxException {

    private final String codebaseId;

    public CodebaseNotFoundException(String codebaseId) {
        super(
                ErrorCode.CODEBASE_NOT_FOUND,
                "unknown codebase id: " + Texts.printable(codebaseId, 128));
        this.codebaseId = codebaseId;
    }

    public CodebaseNotFoundException(String codebaseId, long version) {
        super(
                ErrorCode.CODEBASE_NOT_FOUND,
                "codebase " + Texts.printable(codebaseId, 128) + " has no version " + version);
        this.codebaseId = codebaseId;
    }

    /** The id as it was given. */
    public String codebaseId() {
        return codebaseId;
    }
}
