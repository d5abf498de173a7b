package io.bailiwick.policy;

import io.bailiwick.policy.paths.SystemTrees;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which of the caller's variables the agent inherits.
 *
 * <p>{@code PATH}, {@code HOME}, {@code TMPDIR}, {@code USER}, {@code LOGNAME}, {@code SHELL} and,
 * where the caller's does not pass, {@code LANG} always have values of the sandbox. Without {@link
 * Permissions#READ_ENV} there is nothing else. With it the rest passes, in this order:
 *
 * <ol>
 *   <li>a malformed name or value, or one that the kernel would refuse, never does;
 *   <li>a secret, or the address of the caller's agents, desktop and daemons, never does, even when
 *       it is in {@code env_allowlist};
 *   <li>with an {@code env_allowlist}, only what it names does;
 *   <li>a variable that makes programs load or run something else does only when the list names it
 *       exactly; {@code PYTHONPATH} is an ordinary variable.
 * </ol>
 *
 * <p>Names are compared with the tables without regard to case, with the list exactly. Immutable.
 */
public final class EnvironmentFilter {
    /** MAX_ARG_STRLEN of Linux, include/uapi/linux/binfmts.h: 32 pages with the final NUL. */
    private static final int LONGEST_ENTRY = 131_071;

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_VARIABLES = 10_000;

    private static final String HOME = SystemTrees.AGENT_HOME;
    private static final String USER = "agent";
    private static final String FALLBACK_PATH = "/usr/local/bin:/usr/bin:/bin";

    private final boolean readsEnvironment;
    private final Optional<List<String>> allowlist;

    public EnvironmentFilter(CapabilityDeclaration capability) {
        this.readsEnvironment = capability.grants(Permissions.READ_ENV);
        this.allowlist = capability.envAllowlist();
    }

    /**
     * What holds for a variable.
     *
     * @param name the variable
     * @param kept whether the agent has it
     * @param why the reason in words
     */
    public record Verdict(String name, boolean kept, String why) {}

    /**
     * The agent's environment, ordered by name.
     *
     * @param host the caller's environment
     * @param path the value of {@code PATH}; see {@link #path}
     * @throws IllegalArgumentException when more than 10,000 variables or 1 MiB would pass
     */
    public Map<String, String> apply(Map<String, String> host, String path) {
        Map<String, String> result = new TreeMap<>();
        for (Map.Entry<String, String> entry : host.entrySet()) {
            String name = entry.getKey();
            if (!isOurs(name) && decide(name, entry.getValue()).kept()) {
                result.put(name, entry.getValue());
            }
        }
        result.putIfAbsent("LANG", "C.UTF-8");
        result.put("PATH", path.isEmpty() ? FALLBACK_PATH : path);
        result.put("HOME", HOME);
        result.put("TMPDIR", "/tmp");
        result.put("USER", USER);
        result.put("LOGNAME", USER);
        result.put("SHELL", "/bin/sh");
        requireSize(result);
        return result;
    }

    /** As {@link #apply(Map, String)} for a capability. */
    public static Map<String, String> apply(
            Map<String, String> host, CapabilityDeclaration capability, String path) {
        return new EnvironmentFilter(capability).apply(host, path);
    }

    /** Why a variable is kept or removed, whatever its value. */
    public Verdict explain(String name) {
        return decide(name, "");
    }

    /** Why a variable is kept or removed. */
    public Verdict decide(String name, String value) {
        if (isOurs(name)) {
            return kept(name, "the sandbox sets it to a value of its own");
        }
        if (!isWellFormed(name)) {
            return removed(name, "the name is malformed");
        }
        if (value.indexOf('\0') >= 0) {
            return removed(name, "the value holds a NUL character");
        }
        if (length(name) + length(value) + 1 > LONGEST_ENTRY) {
            return removed(name, "it is longer than the kernel takes (131,071 bytes)");
        }
        if (!readsEnvironment) {
            return removed(name, "the permission 'read_env' is not granted");
        }
        Optional<String> secret = EnvironmentNames.secret(name);
        if (secret.isPresent()) {
            return removed(
                    name, "it is sensitive: it matches '" + secret.get() + "' and never passes");
        }
        boolean named = allowlist.isPresent() && allowlist.get().contains(name);
        if (allowlist.isPresent() && !named) {
            return removed(name, "it is not in env_allowlist");
        }
        Optional<String> injection = EnvironmentNames.injection(name);
        if (injection.isPresent() && !named) {
            return removed(
                    name,
                    "it matches '"
                            + injection.get()
                            + "', which changes what programs load or run or shows where the"
                            + " caller works; name it in env_allowlist to pass it");
        }
        return kept(
                name, named ? "env_allowlist names it" : "the permission 'read_env' is granted");
    }

    /**
     * A {@code PATH} from candidates: absolute, normal, each once, in their order, where the rules
     * show the host's files. Whether a directory exists is the caller's to know.
     *
     * @return empty when none is left
     */
    public static String path(List<String> candidates, FilesystemRules rules) {
        List<String> kept = new ArrayList<>();
        for (String candidate : candidates) {
            boolean usable = candidate.startsWith("/") && candidate.indexOf(':') < 0;
            if (!usable || !shows(candidate, rules)) {
                continue;
            }
            String normal = rules.resolve(candidate);
            if (!kept.contains(normal)) {
                kept.add(normal);
            }
        }
        return String.join(":", kept);
    }

    /** The host's directories do not show in a private one, not even by their names. */
    private static boolean shows(String directory, FilesystemRules rules) {
        return rules.decide(directory, FileOperation.READ) instanceof Decision.Allow(var rule)
                && rule.access() != Access.SCRATCH;
    }

    private static boolean isOurs(String name) {
        return switch (name) {
            case "PATH", "HOME", "TMPDIR", "USER", "LOGNAME", "SHELL" -> true;
            default -> false;
        };
    }

    private static boolean isWellFormed(String name) {
        if (name.isEmpty() || name.length() > 255) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean other = (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
            if (!letter && !other) {
                return false;
            }
        }
        return true;
    }

    private static void requireSize(Map<String, String> variables) {
        long bytes = 0;
        for (Map.Entry<String, String> entry : variables.entrySet()) {
            bytes += length(entry.getKey()) + length(entry.getValue()) + 2L;
        }
        if (variables.size() > MOST_VARIABLES || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "the environment has "
                            + variables.size()
                            + " variables and "
                            + bytes
                            + " bytes, limits are "
                            + MOST_VARIABLES
                            + " and "
                            + MOST_BYTES
                            + "; restrict it with env_allowlist");
        }
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Verdict kept(String name, String why) {
        return new Verdict(name, true, why);
    }

    private static Verdict removed(String name, String why) {
        return new Verdict(name, false, why);
    }
}
