package io.bailiwick.policy.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rules and paths over few names, so that they meet often. */
final class RandomRules {
    /** Names that tell apart what the pieces of patterns do, but for rare combinations of them. */
    static final List<String> NAMES =
            List.of("a", "b", "ab", "ba", "aa", "bb", "c", ".a", ".b", "A", "B", "AB", "ac", "aab");

    private static final List<Permission> LEVELS = List.of(Permission.values());

    private static final String[] PIECES = {
        "a", "b", "ab", "*", "a*", "*b", "?", "[ab]", "[!a]*", "a?", "**", "**", "**a", ".*"
    };
    private static final String[] WILD = {
        "é",
        "e",
        "?",
        "*",
        "[à-ü]",
        "[!é]",
        "\\*",
        "\\[",
        "😀",
        "[😀é]",
        "\udcff",
        "[\udc80-\udcff]",
        "-",
        "[!a-z]"
    };

    private final Random random;

    RandomRules(long seed) {
        random = new Random(seed);
    }

    /** Up to seven rules with patterns of up to four segments. */
    List<PermissionRule> rules() {
        return rules(7, 4);
    }

    List<PermissionRule> rules(int most, int depth) {
        List<PermissionRule> rules = new ArrayList<>();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            rules.add(rule(depth));
        }
        return rules;
    }

    private PermissionRule rule(int depth) {
        Permission permission = LEVELS.get(random.nextInt(LEVELS.size()));
        PathPattern pattern =
                switch (random.nextInt(6)) {
                    case 0 -> PathPattern.file(path(depth));
                    case 1 -> PathPattern.directory(path(depth));
                    default -> glob(depth);
                };
        return new PermissionRule(pattern, permission, random.nextInt(3));
    }

    private PathPattern glob(int depth) {
        StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "(?i)" : "");
        text.append(random.nextBoolean() ? "/" : "");
        for (int i = 1 + random.nextInt(depth); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]).append(i > 1 ? "/" : "");
        }
        return PathPattern.glob(text.toString());
    }

    /** A path of up to a number of names; sometimes the root. */
    String path(int depth) {
        StringBuilder path = new StringBuilder("/");
        for (int i = random.nextInt(depth + 1); i > 0; i--) {
            path.append(NAMES.get(random.nextInt(NAMES.size()))).append(i > 1 ? "/" : "");
        }
        return path.toString();
    }

    /** A glob for one name, of characters of all kinds. */
    PermissionRule wildRule() {
        StringBuilder text = new StringBuilder("/");
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            text.append(WILD[random.nextInt(WILD.length)]);
        }
        try {
            return PermissionRule.glob(text.toString(), Permission.READ).at(random.nextInt(3));
        } catch (IllegalArgumentException _) {
            // two stars in a row
            return wildRule();
        }
    }

    /** Bytes for one name, many of them UTF-8, others not. */
    byte[] name() {
        byte[][] pieces = {
            "é".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            "😀".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            {'e'},
            {'*'},
            {'['},
            {'-'},
            {(byte) 0xFF},
            {(byte) 0x80},
            {(byte) 0xC3},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xC0, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0xE0, (byte) 0x80, (byte) 0x80},
            {(byte) 0xF0, (byte) 0x80, (byte) 0x80, (byte) 0x80},
        };
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            out.writeBytes(pieces[random.nextInt(pieces.length)]);
        }
        return out.toByteArray();
    }
}
