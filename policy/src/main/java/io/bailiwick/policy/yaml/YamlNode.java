package io.bailiwick.policy.yaml;

import java.util.List;

/** A node of a document. An aliased node is shared, so that the tree is a graph without cycles. */
sealed interface YamlNode {

    Place place();

    /** How many nodes there are when every alias is written out; at least 1. */
    int size();

    /** How many levels there are beneath, this one included; at least 1. */
    int height();

    /** The name of the type in messages. */
    String typeName();

    /**
     * A text.
     *
     * @param plain whether it was written without quotes, so that it may mean a number or null
     */
    record Scalar(String text, boolean plain, Place place) implements YamlNode {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public int height() {
            return 1;
        }

        @Override
        public String typeName() {
            return Scalars.typeName(this);
        }
    }

    record Sequence(List<YamlNode> items, Place place, int size, int height) implements YamlNode {
        @Override
        public String typeName() {
            return "list";
        }
    }

    record Mapping(List<Entry> entries, Place place, int size, int height) implements YamlNode {
        @Override
        public String typeName() {
            return "mapping";
        }
    }

    record Entry(YamlNode key, YamlNode value) {}
}
