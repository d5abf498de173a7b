package io.bailiwick.files.tar;

import io.bailiwick.files.names.ByteName;
import java.util.LinkedHashMap;
import java.util.Map;

/** The records {@code LENGTH KEY=VALUE\n} of an extended header. */
final class PaxRecords {

    private PaxRecords() {}

    static Map<String, String> parse(byte[] content, String where) throws TarFormatException {
        String text = ByteName.of(content);
        Map<String, String> records = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length() && text.charAt(at) != 0) {
            int space = text.indexOf(' ', at);
            int length = space < 0 ? -1 : decimal(text.substring(at, space));
            int end = at + length;
            if (length <= 0 || end > text.length() || text.charAt(end - 1) != '\n') {
                throw new TarFormatException(where + " has a record of a wrong length");
            }
            int equals = text.indexOf('=', space);
            if (equals < 0 || equals >= end) {
                throw new TarFormatException(where + " has a record without '='");
            }
            String key = text.substring(space + 1, equals);
            if (records.put(key, text.substring(equals + 1, end - 1)) != null) {
                throw new TarFormatException(where + " says '" + key + "' twice");
            }
            at = end;
        }
        return records;
    }

    /** Minus one when it is no positive number of at most eight digits. */
    private static int decimal(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 8;
        for (int i = 0; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits ? Integer.parseInt(text) : -1;
    }
}
