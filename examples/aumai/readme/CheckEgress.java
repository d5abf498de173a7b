import io.bailiwick.policy.EgressFilter;
import io.bailiwick.policy.NetworkEgressRule;
import java.util.List;

void main() {
    List<NetworkEgressRule> rules =
            List.of(
                    new NetworkEgressRule("api.openai.com", List.of(443)),
                    new NetworkEgressRule("*.anthropic.com", List.of(443)));

    EgressFilter filter = new EgressFilter(rules);
    IO.println(filter.isAllowed("https://api.openai.com/v1/chat")); // true
    IO.println(filter.isAllowed("https://evil.com/exfil")); // false
    IO.println(filter.isAllowed("https://api.anthropic.com/v1/msg")); // true

    // Or use the static method directly
    IO.println(EgressFilter.checkEgress("https://api.openai.com/v1/chat", rules)); // true
}
