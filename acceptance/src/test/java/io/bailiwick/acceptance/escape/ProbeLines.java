package io.bailiwick.acceptance.escape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the probe's JSON lines. Their form is fixed, so that patterns do. */
final class ProbeLines {
    private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern CASE =
            Pattern.compile(
                    "\\{\"id\":" + TEXT + ",\"title\":" + TEXT + ",\"kind\":" + TEXT + ".*\\}");
    private static final Pattern CALL =
            Pattern.compile(
                    "\"call\":\\{\"name\":"
                            + TEXT
                            + ",\"number\":(-?\\d+),\"arguments\":\\[([-0-9,]+)\\]\\}");
    private static final Pattern RESULT =
            Pattern.compile(
                    "\\{\"id\":"
                            + TEXT
                            + ",\"result\":\"([A-Z_]+)\",\"errno\":(\\d+),\"detail\":"
                            + TEXT
                            + "\\}");
    private static final Pattern VICTIM = Pattern.compile("\\{\"pid\":(\\d+),\"tcp\":(\\d+),.*\\}");

    private ProbeLines() {}

    static Map<String, ProbeCase> cases(String text) {
        Map<String, ProbeCase> cases = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            Matcher match = CASE.matcher(line);
            if (!match.matches()) {
                throw new IllegalArgumentException("not a case: " + line);
            }
            boolean attack = match.group(3).equals("attack");
            ProbeCase row = new ProbeCase(match.group(1), match.group(2), attack, call(line));
            if (cases.put(row.id(), row) != null) {
                throw new IllegalArgumentException("twice: " + row.id());
            }
        }
        return cases;
    }

    private static Optional<ProbeCase.Call> call(String line) {
        Matcher match = CALL.matcher(line);
        if (!match.find()) {
            return Optional.empty();
        }
        List<Long> arguments = new ArrayList<>();
        for (String argument : match.group(3).split(",", -1)) {
            arguments.add(Long.valueOf(argument));
        }
        return Optional.of(
                new ProbeCase.Call(match.group(1), Long.parseLong(match.group(2)), arguments));
    }

    /** Results by id; lines of other programs are passed over. */
    static Map<String, ProbeResult> results(String text) {
        Map<String, ProbeResult> results = new LinkedHashMap<>();
        for (String line : text.lines().map(String::strip).toList()) {
            Matcher match = RESULT.matcher(line);
            if (match.matches()) {
                results.put(
                        match.group(1),
                        new ProbeResult(
                                match.group(1),
                                ProbeResult.Result.valueOf(match.group(2)),
                                Integer.parseInt(match.group(3)),
                                match.group(4)));
            }
        }
        return results;
    }

    /** Process id and TCP port of {@code probe hold}. */
    static int[] victim(String line) {
        Matcher match = VICTIM.matcher(line);
        if (!match.matches()) {
            throw new IllegalArgumentException("not a victim: " + line);
        }
        return new int[] {Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))};
    }
}
