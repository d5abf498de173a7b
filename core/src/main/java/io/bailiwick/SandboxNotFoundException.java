package io.bailiwick;

/** There is no sandbox of that id. */
public final class SandboxNotFoundException extends SandboxException {

    private final String sandboxId;

    public SandboxNotFoundException(String sandboxId) {
        super(
                ErrorCode.SANDBOX_NOT_FOUND,
                "unknown sandbox id: " + Texts.printable(sandboxId, 128));
        this.sandboxId = sandboxId;
    }

    /** The id as it was given. */
    public String sandboxId() {
        return sandboxId;
    }
}
