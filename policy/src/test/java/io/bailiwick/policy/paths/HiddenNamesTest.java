package io.bailiwick.policy.paths;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/h/.env",
                "/h/.env.local",
                "/h/.envrc",
                "/h/a.pem",
                "/h/a.key",
                "/h/a.p12",
                "/h/a.pfx",
                "/h/a.jks",
                "/h/a.keystore",
                "/h/a.kdbx",
                "/h/id_rsa",
                "/h/id_rsa.old",
                "/h/id_dsa",
                "/h/id_ecdsa",
                "/h/id_ed25519",
                "/h/.netrc",
                "/h/.npmrc",
                "/h/.pypirc",
                "/h/.git-credentials",
                "/h/.pgpass",
                "/h/.my.cnf",
                "/h/.vault-token",
                "/h/.htpasswd",
                "/h/credentials",
                "/h/credentials.json",
                "/h/.docker/config.json",
                "/h/.m2/settings.xml",
                "/h/.gradle/gradle.properties",
                "/h/.bash_history",
                "/h/.zsh_history",
                "/h/.Xauthority",
                "/h/.git/credentials",
                "/.env"
            })
    void aCredentialFileIsHidden(String path) {
        assertThat(HiddenNames.match(path, false)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/h/.ssh",
                "/h/.gnupg",
                "/h/.aws",
                "/h/.azure",
                "/h/.gcp",
                "/h/.kube",
                "/h/.config/gcloud",
                "/h/.config/gh",
                "/h/.mozilla",
                "/h/.config/google-chrome",
                "/h/.password-store",
                "/h/.local/share/keyrings",
                "/h/.env.d"
            })
    void aCredentialDirectoryIsHidden(String path) {
        assertThat(HiddenNames.match(path, true)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/h/env",
                "/h/x.env",
                "/h/monkey",
                "/h/key",
                "/h/cacert.pem",
                "/h/config.json",
                "/h/settings.xml",
                "/h/gh",
                "/",
                "/h/.gitconfig"
            })
    void anOrdinaryFileIsNot(String path) {
        assertThat(HiddenNames.match(path, false)).isEmpty();
    }

    @Test
    void aDirectoryWithTheNameOfACredentialFileIsNot() {
        assertThat(HiddenNames.match("/src/credentials", true)).isEmpty();
        assertThat(HiddenNames.match("/src/x.key", true)).isEmpty();
    }

    @Test
    void capitalsMakeNoDifference() {
        assertThat(HiddenNames.match("/h/SERVER.KEY", false)).contains("*.key");
        assertThat(HiddenNames.match("/h/.SSH", true)).contains(".ssh");
    }

    @Test
    void whateverMatchesIsListed() {
        assertThat(HiddenNames.globs())
                .contains(".env*", "*.pem", "id_rsa*", ".netrc", ".ssh", ".config/gcloud")
                .doesNotHaveDuplicates();
        for (String glob : HiddenNames.globs()) {
            String path = "/h/" + glob.replace("*", "x");
            boolean either =
                    HiddenNames.match(path, false).isPresent()
                            || HiddenNames.match(path, true).isPresent();
            assertThat(either).as(glob).isTrue();
        }
    }
}
