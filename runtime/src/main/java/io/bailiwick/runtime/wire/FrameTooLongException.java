package io.bailiwick.runtime.wire;

/** A request does not fit into one frame. */
public final class FrameTooLongException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FrameTooLongException(int bytes) {
        super(bytes + " bytes, at most " + FrameType.MAX_PAYLOAD + " fit into one request");
    }
}
