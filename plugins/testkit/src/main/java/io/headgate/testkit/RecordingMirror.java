package io.headgate.testkit;

import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import java.util.ArrayList;
import java.util.List;

/** A mirror that keeps what it is given, as long as it has room. */
public final class RecordingMirror implements Mirror {
    private final List<byte[]> copies = new ArrayList<>();
    private int room = Integer.MAX_VALUE;

    /** Lets it take so many copies more. */
    public void limit(int more) {
        room = more;
    }

    @Override
    public boolean copy(Packet packet) {
        if (room == 0) {
            return false;
        }
        room--;
        byte[] bytes = new byte[packet.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) packet.u8(i);
        }
        copies.add(bytes);
        return true;
    }

    /** The copies in their order, from the IP header on. */
    public List<byte[]> copies() {
        return copies;
    }
}
