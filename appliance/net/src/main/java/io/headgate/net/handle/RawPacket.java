package io.headgate.net.handle;

import io.headgate.engine.packet.Checksum;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes of a packet in its slot, to be replaced by others. */
final class RawPacket {
    private static final int IPV4_HEADER = 20;
    private static final int IPV4_LENGTH = 2;
    private static final int IPV4_CHECKSUM = 10;
    private static final int IPV6_HEADER = 40;
    private static final int IPV6_LENGTH = 4;

    private final SlotArena arena;
    private final Slot slot;

    RawPacket(SlotArena arena, Slot slot) {
        this.arena = arena;
        this.slot = slot;
    }

    /** Why bytes cannot be a packet in this slot, null if they can. */
    String faultOf(byte[] data) {
        int headerBytes = data.length == 0 ? -1 : headerBytes(data);
        if (headerBytes < 0 || data.length < headerBytes) {
            return "what was to be sent does not begin with a whole IP header";
        }
        ByteBuffer bytes = ByteBuffer.wrap(data);
        int claimed = isIpv4(data)
                ? bytes.getShort(IPV4_LENGTH) & 0xFFFF
                : IPV6_HEADER + (bytes.getShort(IPV6_LENGTH) & 0xFFFF);
        if (claimed > data.length || claimed < headerBytes) {
            return "its IP header speaks of " + claimed + " bytes, but there are " + data.length;
        }
        int room = slot.dataOffset() + SlotArena.CAPACITY - slot.packetOffset();
        return data.length > room ? data.length + " bytes are too many; there is room for " + room : null;
    }

    private static boolean isIpv4(byte[] data) {
        return data[0] >> 4 == 4;
    }

    private static int headerBytes(byte[] data) {
        return switch (data[0] >> 4) {
            case 4 -> Math.max(IPV4_HEADER, (data[0] & 0xF) * Integer.BYTES);
            case 6 -> IPV6_HEADER;
            default -> -1;
        };
    }

    /** Puts bytes in place of the packet's, sets the sum of an IPv4 header; says whether anything differs. */
    boolean replace(byte[] data) {
        byte[] old = new byte[slot.packetLength()];
        int at = slot.packetOffset();
        arena.bytes().get(at, old);
        if (Arrays.equals(old, data)) {
            return false;
        }
        arena.bytes().put(at, data);
        if (isIpv4(data)) {
            arena.bytes().putShort(at + IPV4_CHECKSUM, (short) 0);
            int sum = Checksum.sum(arena.nativeBytes(), at, headerBytes(data));
            arena.bytes().putShort(at + IPV4_CHECKSUM, (short) ~sum);
        }
        slot.setPacket(at, data.length, data.length);
        return true;
    }
}
