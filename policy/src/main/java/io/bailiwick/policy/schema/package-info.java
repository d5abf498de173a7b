/**
 * The shape of a document as data: {@link io.bailiwick.policy.schema.Field}s with their {@link
 * io.bailiwick.policy.schema.Type}s, bounds, defaults and explanations. The reader of capability
 * files, the constructors of the records, the commented template and the {@link
 * io.bailiwick.policy.schema.JsonSchema} for editors are all driven by one such table, so that they
 * cannot disagree. Immutable throughout.
 */
@NullMarked
package io.bailiwick.policy.schema;

import org.jspecify.annotations.NullMarked;
