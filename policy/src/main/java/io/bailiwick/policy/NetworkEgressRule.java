package io.bailiwick.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One destination that the agent may connect to.
 *
 * @param domain a host name, {@code *.} and a host name, a pattern with {@code *} and {@code ?}, or
 *     an address; surrounding blanks are removed
 * @param ports the allowed ports, 1 to 65535; empty means every port
 * @param rateLimitPerMin the most requests per minute, 1 to 1,000,000
 */
public record NetworkEgressRule(String domain, List<Integer> ports, int rateLimitPerMin) {

    /**
     * Checks every part.
     *
     * @throws IllegalArgumentException for a value outside of its form or bounds, with the message
     *     that a capability file would draw
     */
    public NetworkEgressRule {
        CapabilityFields.DOMAIN.require(domain);
        CapabilityFields.PORTS.require(ports);
        CapabilityFields.RATE_LIMIT_PER_MIN.require(rateLimitPerMin);
        domain = domain.strip();
        ports = List.copyOf(ports);
    }

    /** A rule with 60 requests per minute. */
    public NetworkEgressRule(String domain, List<Integer> ports) {
        this(domain, ports, 60);
    }

    /** A rule for every port, with 60 requests per minute. */
    public NetworkEgressRule(String domain) {
        this(domain, List.of());
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        return new Builder().domain(domain).ports(ports).rateLimitPerMin(rateLimitPerMin);
    }

    Map<String, Object> toValue() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("domain", domain);
        value.put("ports", ports);
        value.put("rate_limit_per_min", rateLimitPerMin);
        return value;
    }

    /** Collects the parts of a rule; {@code domain} is required. Not safe for concurrent use. */
    public static final class Builder {
        private String domain = "";
        private List<Integer> ports = List.of();
        private int rateLimitPerMin = 60;

        private Builder() {}

        public Builder domain(String newDomain) {
            domain = newDomain;
            return this;
        }

        public Builder ports(List<Integer> newPorts) {
            ports = newPorts;
            return this;
        }

        public Builder ports(int... newPorts) {
            List<Integer> boxed = new ArrayList<>(newPorts.length);
            for (int port : newPorts) {
                boxed.add(port);
            }
            ports = boxed;
            return this;
        }

        public Builder rateLimitPerMin(int newRateLimitPerMin) {
            rateLimitPerMin = newRateLimitPerMin;
            return this;
        }

        /**
         * The value that was collected.
         *
         * @throws IllegalArgumentException when a part is outside of its form or bounds
         */
        public NetworkEgressRule build() {
            return new NetworkEgressRule(domain, ports, rateLimitPerMin);
        }
    }
}
