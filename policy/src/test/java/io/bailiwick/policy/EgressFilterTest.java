package io.bailiwick.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressFilterTest {

    private static boolean allowed(String url, String domain, Integer... ports) {
        return EgressFilter.checkEgress(
                url, List.of(new NetworkEgressRule(domain, List.of(ports))));
    }

    @Test
    void theGuidesSampleHolds() {
        List<NetworkEgressRule> rules =
                List.of(
                        NetworkEgressRule.builder().domain("api.openai.com").ports(443).build(),
                        NetworkEgressRule.builder().domain("*.anthropic.com").ports(443).build());
        EgressFilter filter = new EgressFilter(rules);
        assertThat(filter.isAllowed("https://api.openai.com/v1/chat")).isTrue();
        assertThat(filter.isAllowed("https://evil.com/exfil")).isFalse();
        assertThat(filter.isAllowed("https://api.anthropic.com/v1/msg")).isTrue();
        assertThat(EgressFilter.checkEgress("https://api.openai.com/v1/chat", rules)).isTrue();
    }

    @Test
    void withoutRulesNothingIsAllowed() {
        assertThat(EgressFilter.checkEgress("https://a.com", List.of())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://wild.test/, true",
        "https://a.wild.test/, true",
        "https://a.b.wild.test/, true",
        "https://awild.test/, false",
        "https://wild.test.evil/, false",
        "https://test/, false"
    })
    void aWildcardCoversItsNameAndEverythingBelow(String url, boolean allowed) {
        assertThat(allowed(url, "*.wild.test")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api1.x.com, api?.x.com, true",
        "https://api12.x.com, api?.x.com, false",
        "https://anything.org, *, true",
        "https://a.b.test, a*b.test, true",
        "https://x.test, a*b.test, false",
        "https://sub.api.x.com, api.x.com, false"
    })
    void otherPatternsMatchTheWholeName(String url, String domain, boolean allowed) {
        assertThat(allowed(url, domain)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.com, 443, true",
        "https://a.com:443, 443, true",
        "https://a.com:8443, 443, false",
        "http://a.com, 80, true",
        "http://a.com, 443, false",
        "ftp://a.com, 21, true",
        "wss://a.com/ws, 443, true",
        "ssh://a.com, 22, false",
        "ssh://a.com:22, 22, true",
        "https://a.com:, 443, true"
    })
    void thePortIsTheUrlsOrTheSchemes(String url, int port, boolean allowed) {
        assertThat(allowed(url, "a.com", port)).isEqualTo(allowed);
    }

    @Test
    void aRuleWithoutPortsAllowsEveryPort() {
        assertThat(allowed("https://a.com:1", "a.com")).isTrue();
        assertThat(allowed("ssh://git@a.com/x", "a.com")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://GOOD.test",
                "https://good.test.",
                "HTTPS://good.test",
                "https://user@good.test",
                "https://user:pw@good.test:443/x",
                "https://good.test?q",
                "https://good.test#f"
            })
    void theSameHostInAnotherSpellingIsAllowed(String url) {
        assertThat(allowed(url, "Good.test", 443)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://good.test.evil.test",
                "https://evilgood.test",
                "https://good.test@evil.test",
                "https://good.test:443@evil.test:443",
                "https://good.test\\evil",
                "https://good.test%2eevil",
                "https://evil.test#good.test",
                "https://evil.test/good.test",
                "https://evil.test?good.test",
                "https://good..test",
                "https://.good.test",
                "https://good.test..",
                "https://a@b@good.test",
                "https://good.test\0.evil",
                "https://good.test\r\nHost: x",
                "https://good.test\t",
                "https://good .test",
                "https://gооd.test",
                "https://good。test",
                "https:/good.test",
                "good.test",
                "//good.test",
                "://good.test",
                "https://",
                "https:///good.test",
                "",
                " ",
                "https://good.test:99999",
                "https://good.test:0",
                "https://good.test:-1",
                "https://good.test:4 43",
                "https://good.test:٤٤٣",
                "https://good.test:443:443",
                "https://[good.test]",
                "https://[::1",
                "1https://good.test",
                "ht tps://good.test"
            })
    void aLookAlikeOrMalformedUrlIsDenied(String url) {
        assertThat(allowed(url, "good.test")).isFalse();
    }

    @Test
    void aLabelOrNameThatIsTooLongIsDenied() {
        assertThat(allowed("https://" + "a".repeat(63) + ".test", "*.test")).isTrue();
        assertThat(allowed("https://" + "a".repeat(64) + ".test", "*.test")).isFalse();
        assertThat(allowed("https://" + "a.".repeat(125) + "test", "*.test")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1", "http://169.254.169.254", "http://[::1]", "http://2130706433",
                "http://0x7f.1", "http://0177.0.0.1", "http://127.1", "http://0"
            })
    void aPatternNeverMatchesAnAddress(String url) {
        assertThat(allowed(url, "*")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.1/, 10.0.0.1, true",
        "http://10.0.0.2/, 10.0.0.1, false",
        "'http://[2001:DB8:0:0::1]/', 2001:db8::1, true",
        "'http://[2001:db8::1]:80/', [2001:db8::1], true",
        "'http://[::ffff:10.0.0.1]/', 10.0.0.1, true",
        "'http://[fe80::1%25eth0]/', fe80::1, false",
        "http://10.0.0.01/, 10.0.0.1, false"
    })
    void anAddressNeedsARuleOfItsOwn(String url, String domain, boolean allowed) {
        assertThat(allowed(url, domain)).isEqualTo(allowed);
    }

    @Test
    void theRulesForADomainDisregardPorts() {
        NetworkEgressRule exact = new NetworkEgressRule("a.x.com", List.of(1));
        NetworkEgressRule wild = new NetworkEgressRule("*.x.com", List.of(2));
        EgressFilter filter =
                new EgressFilter(List.of(exact, wild, new NetworkEgressRule("y.com")));
        assertThat(filter.rulesForDomain("A.x.com")).containsExactly(exact, wild);
        assertThat(filter.rulesForDomain("b.x.com")).containsExactly(wild);
        assertThat(filter.rulesForDomain("z.com")).isEmpty();
        assertThat(filter.rulesForDomain("not a host")).isEmpty();
    }

    @Test
    void theFirstOfSeveralRulesThatAllowIsGiven() {
        NetworkEgressRule narrow = new NetworkEgressRule("a.com", List.of(443), 5);
        NetworkEgressRule wide = new NetworkEgressRule("*", List.of(), 60);
        EgressFilter filter = new EgressFilter(List.of(narrow, wide));
        assertThat(filter.matchingRule("https://a.com")).contains(narrow);
        assertThat(filter.matchingRule("http://a.com")).contains(wide);
    }

    @Test
    void noTextRaisesAnException() {
        Random random = new Random(11);
        String alphabet = "https:/@[]%\\.#?*0123456789abxX\0\n\u00e9\ud83d\ude00-_";
        EgressFilter filter = new EgressFilter(List.of(new NetworkEgressRule("a.b", List.of(443))));
        for (int i = 0; i < 50_000; i++) {
            StringBuilder url = new StringBuilder(random.nextBoolean() ? "https://" : "");
            for (int n = random.nextInt(20); n > 0; n--) {
                url.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            boolean allowed = filter.isAllowed(url.toString());
            if (allowed) {
                assertThat(url.toString().toLowerCase(Locale.ROOT)).contains("a.b");
            }
        }
    }
}
