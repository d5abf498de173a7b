/**
 * Reads untrusted YAML against a table of {@link io.bailiwick.policy.schema.Field}s. {@link
 * io.bailiwick.policy.yaml.YamlComposer} turns text into a bounded tree that knows its places,
 * {@link io.bailiwick.policy.yaml.DocumentReader} turns the tree into plain values and collects
 * every problem on the way. One instance serves one document, in one thread.
 */
@NullMarked
package io.bailiwick.policy.yaml;

import org.jspecify.annotations.NullMarked;
