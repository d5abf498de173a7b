package io.bailiwick.runtime.root;

import io.bailiwick.runtime.wire.FrameWriter;
import java.nio.file.Path;
import java.util.List;

/** One step of the launcher; {@code launch.h} defines each. Paths are those of the new root. */
sealed interface Operation {

    void encode(FrameWriter out);

    /** How a tree of the host appears; the codes are those of {@code launch.h}. */
    enum TreeKind {
        READ(0),
        LAYER(1),
        WRITE(2),
        FILE_READ(3),
        FILE_WRITE(4);

        private final int code;

        TreeKind(int code) {
            this.code = code;
        }
    }

    record Directory(String path, int mode) implements Operation {
        @Override
        public void encode(FrameWriter out) {
            out.u8(1).string(path).u32(mode);
        }
    }

    record File(String path, int mode, String content) implements Operation {
        @Override
        public void encode(FrameWriter out) {
            out.u8(2).string(path).u32(mode).string(content);
        }
    }

    record Link(String path, String target) implements Operation {
        @Override
        public void encode(FrameWriter out) {
            out.u8(3).string(path).string(target);
        }
    }

    record Copy(String path, Path source) implements Operation {
        @Override
        public void encode(FrameWriter out) {
            out.u8(4).string(path).string(source.toString());
        }
    }

    record Scratch(String path, int mode) implements Operation {
        @Override
        public void encode(FrameWriter out) {
            out.u8(5).string(path).u32(mode);
        }
    }

    /**
     * A tree or a file of the host.
     *
     * @param idmap whether the source's owner stands for the agent
     * @param layer the disk directory of a {@link TreeKind#LAYER}, empty otherwise
     * @param whiteouts paths relative to the tree that do not exist
     */
    record Tree(
            String path,
            TreeKind kind,
            boolean idmap,
            Path source,
            String layer,
            List<String> whiteouts)
            implements Operation {
        @Override
        public void encode(FrameWriter out) {
            out.u8(6)
                    .string(path)
                    .u8(kind.code)
                    .u8(idmap ? 1 : 0)
                    .string(source.toString())
                    .string(layer)
                    .strings(whiteouts);
        }
    }

    record Mask(String path, boolean directory, String content) implements Operation {
        @Override
        public void encode(FrameWriter out) {
            out.u8(7).string(path).u8(directory ? 1 : 0).string(content);
        }
    }
}
