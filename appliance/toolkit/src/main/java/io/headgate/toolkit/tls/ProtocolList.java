package io.headgate.toolkit.tls;

import java.nio.charset.StandardCharsets;

/** Names of application protocols, as many as fit into 256 bytes; of longer lists the rest is left out. */
public final class ProtocolList {
    private static final int ROOM = 256;

    private final byte[] bytes = new byte[ROOM];
    private int used;
    private int size;
    private boolean isCut;

    ProtocolList() {}

    void clear() {
        used = 0;
        size = 0;
        isCut = false;
    }

    /**
     * Reads the extension: two bytes of length, then names of 1 to 255 bytes, each behind its length.
     *
     * @return whether its lengths agree
     */
    boolean read(HandshakeBytes from, int count) {
        int left = from.u16();
        if (left != count - 2 || left < 2) {
            return false;
        }
        while (left > 0 && !from.isShort()) {
            int length = from.u8();
            left -= 1 + length;
            if (length == 0 || left < 0) {
                return false;
            }
            isCut |= used + 1 + length > ROOM;
            if (isCut) {
                from.skip(length);
            } else {
                bytes[used] = (byte) length;
                for (int i = 1; i <= length; i++) {
                    bytes[used + i] = (byte) from.u8();
                }
                used += 1 + length;
                size++;
            }
        }
        return true;
    }

    /** Names that are here. */
    public int size() {
        return size;
    }

    /** Whether there were more than fit. */
    public boolean isCut() {
        return isCut;
    }

    /** Whether a protocol, {@code h2} for instance, is among them. */
    public boolean has(String protocol) {
        for (int at = 0; at < used; at += 1 + (bytes[at] & 0xFF)) {
            if (isAt(at, protocol)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(int at, String protocol) {
        int length = bytes[at] & 0xFF;
        boolean isEqual = length == protocol.length();
        for (int i = 0; i < length && isEqual; i++) {
            isEqual = (bytes[at + 1 + i] & 0xFF) == protocol.charAt(i);
        }
        return isEqual;
    }

    /** For people: names with commas between. Allocates. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < used; at += 1 + (bytes[at] & 0xFF)) {
            text.append(text.isEmpty() ? "" : ",");
            text.append(new String(bytes, at + 1, bytes[at] & 0xFF, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
