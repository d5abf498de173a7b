package io.bailiwick.files.names;

import io.bailiwick.policy.diagnostics.Printable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Names as their bytes: a string in which every character is one byte, 0 to 255.
 *
 * <p>A file name on Linux is bytes without a character set. {@link Path} keeps the bytes that it
 * was read with, but a {@code String} of it does not, and a {@code Path} made of a string depends
 * on the locale. A file URI carries the bytes both ways, whatever the locale (RFC 8089).
 */
public final class ByteName {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private ByteName() {}

    /** The bytes of a path's last name; empty when it has none. */
    public static String ofLast(Path path) {
        Path last = path.getFileName();
        if (last == null) {
            return "";
        }
        String text = last.toString();
        if (isAscii(text)) {
            return text;
        }
        String whole = absolute(last);
        return whole.substring(whole.lastIndexOf('/') + 1);
    }

    /**
     * The bytes of a symbolic link's text.
     *
     * @param length how many there are, as lstat(2) says
     */
    public static String ofLink(Path target, long length) {
        String text = target.toString();
        if (isAscii(text) || target.isAbsolute()) {
            return isAscii(text) ? text : cut(absolute(target), length);
        }
        String here = absolute(Path.of("."));
        return cut(absolute(target).substring(here.length() - 1), length);
    }

    /** toUri adds a slash to what is a directory. */
    private static String cut(String text, long length) {
        return text.length() > length ? text.substring(0, (int) length) : text;
    }

    private static String absolute(Path path) {
        String bytes = percentDecoded(path.toUri().getRawPath());
        boolean added = bytes.length() > 1 && bytes.endsWith("/");
        return added ? bytes.substring(0, bytes.length() - 1) : bytes;
    }

    /** The path of these bytes; relative unless they begin with a slash. */
    public static Path toPath(String name) {
        if (isAscii(name)) {
            return Path.of(name);
        }
        boolean absolute = name.startsWith("/");
        Path path = Path.of(URI.create("file://" + (absolute ? "" : "/") + percentEncoded(name)));
        return absolute ? path : path.subpath(0, path.getNameCount());
    }

    /** The bytes of a text in UTF-8. */
    public static String ofText(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes as a name. */
    public static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The name as bytes. */
    public static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** For a message or a terminal: as UTF-8 where it is that, else with its bytes escaped. */
    public static String printable(String name) {
        if (isAscii(name)) {
            return oneLine(name);
        }
        try {
            return oneLine(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes(name)))
                            .toString());
        } catch (CharacterCodingException e) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                if (c < 0x80) {
                    text.append(c);
                } else {
                    text.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
                }
            }
            return oneLine(text.toString());
        }
    }

    private static String oneLine(String text) {
        return Printable.clean(text).replace("\n", "\\u000a");
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String percentEncoded(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = c == '/' || c == '.' || (c < 0x80 && Character.isLetterOrDigit(c));
            if (plain) {
                text.append(c);
            } else {
                text.append('%').append(HEX.toHexDigits((byte) c));
            }
        }
        return text.toString();
    }

    private static String percentDecoded(String text) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                name.append((char) HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }
}
