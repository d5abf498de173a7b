/**
 * JMH benchmarks of what runs often or on every start: one class each. {@code MicroSuite} generates
 * JMH's code from the compiled classes when it runs, so that the generated sources do not go
 * through this build's compiler checks. Each class holds its state for one thread.
 */
@NullMarked
package io.bailiwick.bench.micro;

import org.jspecify.annotations.NullMarked;
