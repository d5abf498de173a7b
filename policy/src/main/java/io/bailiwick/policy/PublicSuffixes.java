package io.bailiwick.policy;

import java.util.Locale;
import java.util.Set;

/**
 * Names under which anyone can have a host, so that a wildcard over one allows everyone. A short
 * list of the common ones; a single label is always one.
 */
final class PublicSuffixes {
    private static final Set<String> SUFFIXES =
            Set.of(
                    "co.uk",
                    "org.uk",
                    "ac.uk",
                    "gov.uk",
                    "com.au",
                    "net.au",
                    "org.au",
                    "co.nz",
                    "co.jp",
                    "ne.jp",
                    "or.jp",
                    "co.kr",
                    "co.in",
                    "com.br",
                    "com.cn",
                    "com.mx",
                    "com.ar",
                    "com.tr",
                    "com.tw",
                    "com.sg",
                    "com.hk",
                    "co.za",
                    "co.il",
                    "github.io",
                    "gitlab.io",
                    "pages.dev",
                    "workers.dev",
                    "vercel.app",
                    "netlify.app",
                    "herokuapp.com",
                    "web.app",
                    "firebaseapp.com",
                    "appspot.com",
                    "run.app",
                    "azurewebsites.net",
                    "cloudapp.net",
                    "cloudfront.net",
                    "amazonaws.com",
                    "s3.amazonaws.com",
                    "blob.core.windows.net",
                    "storage.googleapis.com",
                    "fly.dev",
                    "onrender.com",
                    "railway.app",
                    "ngrok.io",
                    "ngrok-free.app",
                    "trycloudflare.com",
                    "blogspot.com",
                    "wordpress.com",
                    "readthedocs.io",
                    "glitch.me",
                    "repl.co",
                    "r2.dev",
                    "surge.sh",
                    "nip.io",
                    "sslip.io");

    private PublicSuffixes() {}

    static boolean contains(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.indexOf('.') < 0 || SUFFIXES.contains(lower);
    }
}
