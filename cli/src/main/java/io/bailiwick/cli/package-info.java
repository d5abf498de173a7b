/**
 * The command {@code bailiwick}. {@link io.bailiwick.cli.Main} is the process's entry, {@link
 * io.bailiwick.cli.Cli} finds the command, and there is one small class for each. What a command
 * may touch of its surroundings comes in a {@link io.bailiwick.cli.Context}, so that tests run
 * commands in process.
 *
 * <p>A command runs on one thread; {@link io.bailiwick.cli.Console} is thread-safe.
 */
@NullMarked
package io.bailiwick.cli;

import org.jspecify.annotations.NullMarked;
