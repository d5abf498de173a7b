package io.bailiwick;

/** A codebase or one of its versions was to be deleted while somebody uses it. */
public final class CodebaseInUseException extends SandboxException {

    private final String codebaseId;

    public CodebaseInUseException(String codebaseId) {
        super(
                ErrorCode.CODEBASE_IN_USE,
                "codebase " + Texts.printable(codebaseId, 128) + " is in use");
        this.codebaseId = codebaseId;
    }

    public CodebaseInUseException(String codebaseId, long version) {
        super(
                ErrorCode.CODEBASE_IN_USE,
                "version "
                        + version
                        + " of codebase "
                        + Texts.printable(codebaseId, 128)
                        + " is in use");
        this.codebaseId = codebaseId;
    }

    public String codebaseId() {
        return codebaseId;
    }
}
