package io.bailiwick.acceptance.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The everyday tools of a project. */
class ToolsTest extends Toolchain {

    @Test
    void gitCommitsClonesAndCollectsGarbage() {
        assumeProgram("git");
        assertThat(
                        run(
                                """
                                export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org
                                export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
                                git init -q -b main origin
                                cd origin
                                for i in 1 2 3; do
                                  echo $i > file; git add file; git commit -q -m "change $i"
                                done
                                git clone -q "file://$PWD" ../clone
                                cd ../clone
                                git gc -q --aggressive --prune=now
                                git fsck --strict
                                git worktree add -q ../tree HEAD~1
                                cat file ../tree/file
                                git rev-list --count HEAD
                                """))
                .isEqualTo("3\n2\n3\n");
    }

    @Test
    void gitWorksOnARepositoryThatTheHostMade() throws Exception {
        assumeProgram("git");
        Process init =
                new ProcessBuilder("git", "init", "-q", "-b", "main", work().toString()).start();
        assertThat(init.waitFor()).isZero();

        assertThat(run("git status --short --branch")).isEqualTo("## No commits yet on main\n");
    }

    @Test
    void archivesArePackedAndUnpackedWithModesAndLinks() {
        assertThat(
                        run(
                                """
                                mkdir -p in/d
                                seq 1000 > in/d/numbers; chmod 0751 in/d/numbers
                                ln -s d/numbers in/link; ln in/d/numbers in/d/hard
                                tar -czf a.tar.gz in
                                mkdir out; tar -xzf a.tar.gz -C out
                                gzip -t a.tar.gz
                                diff -r in out/in
                                stat -c %a:%h out/in/d/numbers; readlink out/in/link
                                """))
                .isEqualTo("751:2\nd/numbers\n");
    }

    @Test
    void filesAreLinkedAndRenamedAcrossDirectoriesWithoutBeingCopied() {
        assertThat(
                        python(
                                """
                                import os
                                for place in os.getcwd(), '/tmp':
                                    os.chdir(place)
                                    os.makedirs('a/sub')
                                    os.mkdir('b')
                                    open('a/file', 'w').close()
                                    inode = os.stat('a/file').st_ino
                                    os.link('a/file', 'b/linked')
                                    os.rename('a/file', 'b/renamed')
                                    os.rename('a/sub', 'b/sub')
                                    print(os.stat('b/linked').st_ino == os.stat('b/renamed').st_ino == inode)
                                """))
                .isEqualTo("True\nTrue\n");
    }

    @Test
    void perlForksAndPipes() {
        assumeProgram("perl");
        file(
                "p.pl",
                """
                pipe(my $r, my $w);
                my $pid = fork();
                if (!$pid) { close $r; print $w "piped\\n"; exit 4; }
                close $w;
                print <$r>;
                waitpid($pid, 0);
                print $? >> 8, "\\n";
                print `echo backticks`;
                """);

        assertThat(run("perl p.pl")).isEqualTo("piped\n4\nbackticks\n");
    }

    @Test
    void curlTrustsATlsServerOnLoopback() {
        assumeProgram("curl");
        assumeProgram("openssl");
        file(
                "serve.py",
                """
                import http.server, ssl
                class Handler(http.server.BaseHTTPRequestHandler):
                    def do_GET(self):
                        self.send_response(200)
                        self.end_headers()
                        self.wfile.write(b'over tls\\n')
                    def log_message(self, *arguments):
                        pass
                server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain('cert.pem', 'key.txt')
                server.socket = context.wrap_socket(server.socket, server_side=True)
                print(server.server_address[1], flush=True)
                server.handle_request()
                """);

        assertThat(
                        run(
                                """
                                openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost \\
                                  -addext subjectAltName=DNS:localhost -keyout key.txt -out cert.pem 2> log
                                mkfifo port
                                python3 serve.py > port &
                                read -r number < port
                                curl -sS --cacert cert.pem "https://localhost:$number/"
                                wait
                                """))
                .isEqualTo("over tls\n");
    }

    @Test
    void aCommandRunsInATerminalOfScript() {
        assumeProgram("script");

        assertThat(run("script -qec 'test -t 0 && test -t 1 && echo terminal' /dev/null"))
                .isEqualToIgnoringNewLines("terminal\n");
    }

    @Test
    void socketsAndInterfacesCanBeListed() {
        assumeProgram("ip");
        assumeProgram("ss");

        assertThat(run("ip -brief address")).startsWith("lo ").contains("127.0.0.1/8");
        assertThat(run("ss -ltn")).startsWith("State");
    }

    @Test
    void bashJobsAndSubstitutionsWork() {
        assumeProgram("bash");

        assertThat(
                        run(
                                """
                                bash -c 'set -m; sleep 60 & kill %1; wait %1; echo $?;
                                         diff <(seq 3) <(printf "1\\n2\\n3\\n") && echo same'
                                """))
                .isEqualTo("143\nsame\n");
    }
}
