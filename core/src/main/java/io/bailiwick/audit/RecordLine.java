package io.bailiwick.audit;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One line of a segment, as far as it can be judged by itself. */
sealed interface RecordLine {

    /** A record whose hash is that of its content. */
    record Valid(long seq, String prev, String hash) implements RecordLine {}

    /**
     * A record whose content was changed; what it claims to be.
     *
     * @param actual the hash of its content
     */
    record Edited(long seq, String prev, String hash, String actual) implements RecordLine {}

    /** No record at all. */
    record Malformed(String why) implements RecordLine {}

    String HASH_KEY = "{\"hash\":\"";

    /** The line of a body in canonical form; {@code hash} sorts before every key of the body. */
    static String join(String hash, String body) {
        return HASH_KEY + hash + "\"," + body.substring(1) + "\n";
    }

    /**
     * Judges a line.
     *
     * @param line with its newline
     */
    static RecordLine parse(byte[] line) {
        if (line.length == 0 || line[line.length - 1] != '\n') {
            return new Malformed("the line does not end");
        }
        // One char for each byte, so that whatever is not ASCII differs from its canonical form.
        String text = new String(line, 0, line.length - 1, StandardCharsets.ISO_8859_1);
        Object value;
        try {
            value = JsonReader.read(text);
        } catch (JsonReader.MalformedException e) {
            return new Malformed(String.valueOf(e.getMessage()));
        }
        if (!(value instanceof Map<?, ?> map
                && map.get("seq") instanceof Long seq
                && map.get("prev") instanceof String prev
                && map.get("hash") instanceof String hash)) {
            return new Malformed("not a record");
        }
        if (!CanonicalJson.write(map).equals(text)) {
            return new Malformed("not in canonical form");
        }
        map.remove("hash");
        String actual = Sha256.hex(CanonicalJson.write(map).getBytes(StandardCharsets.US_ASCII));
        return actual.equals(hash)
                ? new Valid(seq, prev, hash)
                : new Edited(seq, prev, hash, actual);
    }
}
