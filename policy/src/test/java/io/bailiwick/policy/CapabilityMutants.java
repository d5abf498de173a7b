package io.bailiwick.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Turns valid capability files into ones that are nearly valid, the same ones for a seed. */
final class CapabilityMutants {
    private static final List<String> SCALARS =
            List.of(
                    "0",
                    "1",
                    "-1",
                    "256",
                    "\"256\"",
                    "'0'",
                    "\"-5\"",
                    "\"1e99\"",
                    "1.5",
                    "\"1.5\"",
                    "1e3",
                    "1e99",
                    "1e400",
                    ".inf",
                    "-.inf",
                    ".nan",
                    "010",
                    "0x10",
                    "0o17",
                    "+5",
                    "99999999999",
                    "123456789012345678901234567890123456789012345",
                    "true",
                    "false",
                    "null",
                    "~",
                    "\"\"",
                    "''",
                    "10 G",
                    "seccomp",
                    "gvisor",
                    "read_only",
                    "read_write",
                    "none",
                    "minimal",
                    "host",
                    "read_env",
                    "PATH",
                    "/data",
                    "./x",
                    "~/x",
                    "~",
                    "relative",
                    "/a/../b",
                    "/proc",
                    "\"/a\\n\"",
                    "\"*.x\"",
                    "\"**/x\"",
                    "a.com",
                    "\"*.a.com\"",
                    "\"*\"",
                    "a..b",
                    "\"http://a.com\"",
                    "\"::1\"",
                    "\"a\\u00e9\"",
                    "[]",
                    "{}",
                    "[1]",
                    "{a: 1}",
                    "[[]]",
                    "&a x",
                    "*a",
                    "!!str x",
                    "!x y",
                    "2026-01-01",
                    "yes",
                    "1_000",
                    "0.001",
                    "0.0001",
                    "1024",
                    "4194304",
                    "4194305",
                    "1048576",
                    "16",
                    "15",
                    "\".5\"",
                    "5.",
                    "\"5.\"");

    private static final List<String> KEYS =
            List.of(
                    "mode",
                    "root",
                    "domain",
                    "ports",
                    "permissions",
                    "sandbox_tier",
                    "max_memory_mb",
                    "cpu_cores",
                    "writable_paths",
                    "read_paths",
                    "hidden_paths",
                    "env_allowlist",
                    "unknown",
                    "1",
                    "\"\"",
                    "<<",
                    "max_wall_seconds",
                    "rate_limit_per_min");

    private final Random random;

    CapabilityMutants(long seed) {
        random = new Random(seed);
    }

    String next() {
        String text = CapabilityCorpus.VALID.get(random.nextInt(CapabilityCorpus.VALID.size()));
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            text = mutate(text);
        }
        return text;
    }

    private String mutate(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        int colon = line.indexOf(':');
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                if (colon > 0) {
                    lines.set(at, line.substring(0, colon + 1) + " " + pick(SCALARS));
                }
            }
            case 3 -> lines.set(at, replaceItem(line));
            case 4 -> lines.add(at, line);
            case 5 -> lines.remove(at);
            case 6 -> {
                if (colon > 0) {
                    lines.set(at, indent(line) + pick(KEYS) + line.substring(colon));
                }
            }
            default -> lines.set(at, replaceCharacter(line));
        }
        return String.join("\n", lines) + "\n";
    }

    private String replaceItem(String line) {
        int open = line.indexOf('[');
        if (open >= 0 && line.endsWith("]")) {
            return line.substring(0, open + 1) + pick(SCALARS) + "]";
        }
        int dash = line.indexOf("- ");
        return dash >= 0 ? line.substring(0, dash + 2) + pick(SCALARS) : line;
    }

    private String replaceCharacter(String line) {
        if (line.isEmpty()) {
            return "x";
        }
        int at = random.nextInt(line.length());
        String alphabet = "aZ09 :-[]{}\"'#&*!|>%@`,?./~\\\t\u00e9";
        return line.substring(0, at)
                + alphabet.charAt(random.nextInt(alphabet.length()))
                + line.substring(at + 1);
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String indent(String line) {
        int at = 0;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '-')) {
            at++;
        }
        return line.substring(0, at);
    }
}
