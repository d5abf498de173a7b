package io.bailiwick.policy;

import io.bailiwick.policy.schema.JsonSchema;

/**
 * The JSON Schema of capability files, for editors; from the same table as {@link
 * CapabilityParser}.
 */
public final class CapabilitySchema {
    private CapabilitySchema() {}

    /** The schema (draft 2020-12) as indented JSON. */
    public static String json() {
        return Json.pretty(
                JsonSchema.of(
                        CapabilityFields.CAPABILITY,
                        "Capability",
                        "https://bailiwick.io/schema/capability.json"));
    }
}
