package io.bailiwick.files.tar;

import java.io.IOException;

/** An archive is damaged, or says something that cannot be taken; the message says where. */
public final class TarFormatException extends IOException {

    private static final long serialVersionUID = 1;

    public TarFormatException(String message) {
        super(message);
    }
}
