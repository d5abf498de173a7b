package io.bailiwick.acceptance.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Node and npm. */
class NodeTest extends Toolchain {

    @BeforeEach
    void node() {
        assumeProgram("node");
    }

    @Test
    void workersAndChildrenWork() {
        file(
                "main.js",
                """
                const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
                const { execFileSync, fork } = require('child_process');
                if (process.argv[2] === 'child') {
                  process.send('forked');
                } else if (!isMainThread) {
                  Atomics.add(new Int32Array(workerData), 0, 20);
                  parentPort.postMessage('done');
                } else {
                  const shared = new SharedArrayBuffer(4);
                  const work = () => new Promise((resolve) => {
                    new Worker(__filename, { workerData: shared }).on('exit', resolve);
                  });
                  (async () => {
                    await Promise.all([work(), work(), work()]);
                    console.log(new Int32Array(shared)[0]);
                    console.log(execFileSync('echo', ['executed']).toString().trim());
                    fork(__filename, ['child']).on('message', (message) => console.log(message));
                  })();
                }
                """);

        assertThat(run("node main.js")).isEqualTo("60\nexecuted\nforked\n");
    }

    @Test
    void aServerAnswersOnLoopback() {
        file(
                "server.js",
                """
                const http = require('http');
                const server = http.createServer((request, response) => response.end('served ' + request.url));
                server.listen(0, '127.0.0.1', () => {
                  http.get({ port: server.address().port, path: '/page' }, (response) => {
                    response.on('data', (data) => console.log(data.toString()));
                    response.on('end', () => server.close());
                  });
                });
                """);

        assertThat(run("node server.js")).isEqualTo("served /page\n");
    }

    @Test
    void npmInstallsALocalPackageAndRunsAScript() {
        assumeProgram("npm");
        file("dep/package.json", "{\"name\": \"dep\", \"version\": \"1.0.0\", \"main\": \"i.js\"}");
        file("dep/i.js", "module.exports = 'required';");
        file(
                "app/package.json",
                "{\"name\": \"app\", \"version\": \"1.0.0\","
                        + " \"scripts\": {\"show\": \"node -p \\\"require('dep')\\\"\"}}");

        assertThat(
                        run(
                                """
                                cd app
                                npm install --offline --no-audit --no-fund --silent ../dep
                                npm run --silent show
                                """))
                .isEqualTo("required\n");
    }
}
