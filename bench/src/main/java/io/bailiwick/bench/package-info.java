/**
 * The numbers of SPECIFICATION.md, measured: {@code Main} runs the suites and prints a row for each
 * {@link io.bailiwick.bench.Promise}.
 *
 * <p>A time alone says more about the machine than about us, so every figure is measured in turns
 * with a baseline ({@code Race}) and printed as a ratio to it. A suite opens what it needs, closes
 * it again, and throws when something does not work; it never judges a time. Single-threaded unless
 * a class says otherwise.
 */
@NullMarked
package io.bailiwick.bench;

import org.jspecify.annotations.NullMarked;
