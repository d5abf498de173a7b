package io.bailiwick.runtime.exec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * init's own report once it has locked itself down.
 *
 * @param landlockAbi the Landlock version in force, 0 without
 * @param keyring whether a fresh session keyring replaced the caller's; false when the kernel has
 *     none
 * @param descriptors init's open descriptors before it made its own
 */
public record Ready(int version, int landlockAbi, boolean keyring, List<Integer> descriptors) {

    public Ready {
        descriptors = List.copyOf(descriptors);
    }

    static Ready decode(ByteBuffer payload) throws IOException {
        if (payload.remaining() < 13) {
            throw new IOException("malformed report");
        }
        int version = payload.getInt();
        int abi = payload.getInt();
        boolean keyring = payload.get() != 0;
        int count = payload.getInt();
        if (count < 0 || count != payload.remaining() / 4) {
            throw new IOException("malformed report");
        }
        List<Integer> descriptors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            descriptors.add(payload.getInt());
        }
        return new Ready(version, abi, keyring, descriptors);
    }
}
