package io.bailiwick.acceptance.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Compilers and what drives them. */
class CompilersTest extends Toolchain {

    private static final String PROGRAM =
            """
            #include <pthread.h>
            #include <stdio.h>
            static void *half(void *sum) {
                for (int i = 0; i < 1000; i++) __atomic_add_fetch((int *)sum, 1, __ATOMIC_SEQ_CST);
                return NULL;
            }
            int main(void) {
                pthread_t threads[2];
                int sum = 0;
                for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, half, &sum);
                for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
                printf("%d\\n", sum);
                return 0;
            }
            """;

    @Test
    void makeBuildsAndRunsAProgramInC() {
        assumeProgram("gcc");
        assumeProgram("make");
        file("main.c", PROGRAM);
        file(
                "Makefile",
                "main: main.o\n\tgcc -o $@ $^ -pthread\nmain.o: main.c\n\tgcc -O2 -c $<\n");

        assertThat(run("make -s -j2; ./main")).isEqualTo("2000\n");
        assertThat(work().resolve("main.o")).isNotEmptyFile();
    }

    @Test
    void theAddressSanitizerFindsAnOverflow() {
        assumeProgram("gcc");
        file(
                "bug.c",
                """
                #include <stdlib.h>
                int main(int argc, char **argv) {
                    char *bytes = malloc(8);
                    bytes[8 * argc] = 1;
                    return bytes[0];
                }
                """);

        // The leak checker traces its own process, which no sandbox of ours lets it.
        assertThat(
                        run(
                                """
                                gcc -fsanitize=address -g -o bug bug.c
                                ASAN_OPTIONS=detect_leaks=0 ./bug 2>&1 | grep -o heap-buffer-overflow | head -1
                                """))
                .isEqualTo("heap-buffer-overflow\n");
    }

    @Test
    void cmakeConfiguresAndBuildsAProgramInCPlusPlus() {
        assumeProgram("cmake");
        assumeProgram("g++");
        file(
                "CMakeLists.txt",
                "cmake_minimum_required(VERSION 3.10)\nproject(demo CXX)\n"
                        + "add_executable(demo demo.cpp)\n");
        file(
                "demo.cpp",
                """
                #include <iostream>
                #include <vector>
                int main() { std::cout << std::vector<int>{1, 2, 3}.size() << std::endl; }
                """);

        assertThat(run("cmake -S . -B build > log; cmake --build build >> log; build/demo"))
                .isEqualTo("3\n");
    }

    @Test
    void goVetsBuildsAndRunsAProgram() {
        assumeProgram("go");
        file("go.mod", "module demo\n\ngo 1.19\n");
        file(
                "main.go",
                """
                package main

                import "fmt"

                func main() {
                \tsquares := make(chan int)
                \tfor i := 0; i < 3; i++ {
                \t\tgo func(n int) { squares <- n * n }(i)
                \t}
                \tfmt.Println(<-squares + <-squares + <-squares)
                }
                """);

        assertThat(run("go vet; go build -o demo; ./demo; go run .")).isEqualTo("5\n5\n");
    }

    @Test
    void cargoBuildsAndRunsAProgramInRust() {
        assumeProgram("cargo");
        file("Cargo.toml", "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
        file(
                "src/main.rs",
                """
                fn main() {
                    let sums: Vec<i32> = (0..3).map(|n| std::thread::spawn(move || n * n))
                        .map(|thread| thread.join().unwrap()).collect();
                    println!("{:?}", sums);
                }
                """);

        assertThat(run("cargo run --quiet --offline")).isEqualTo("[0, 1, 4]\n");
    }
}
