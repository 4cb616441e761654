package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Direction;
import io.headgate.api.Segments;
import io.headgate.engine.packet.Checksum;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.Datagram;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.bsd.ScriptedDivert.Write;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A socket on a scripted kernel: results and addresses are those that a real FreeBSD 13.2 gave, native and by its Linux ABI. */
abstract class Divert4Case {
    static final String OUTBOUND = "10 02 64 00 00 00 00 00 00 00 00 00 00 00 00 00";
    static final String INBOUND_LO0 = "10 02 64 00 7f 00 00 01 6c 6f 30 00 00 00 00 00";
    static final String INBOUND_VTNET0 = "10 02 64 00 0a 00 02 0f 76 74 6e 65 74 30 00 00";
    static final String INBOUND_LONG_NAME = "10 02 64 00 0a 00 02 0f 61 76 65 72 79 6c 6f 00";
    static final String INBOUND_WITHOUT_IPV4 = "10 02 64 00 00 00 00 00 76 74 6e 65 74 30 00 00";
    static final String OUTBOUND_LINUX = "02 00 64 00 00 00 00 00 00 00 00 00 00 00 00 00";
    static final String INBOUND_LO0_LINUX = "02 00 64 00 7f 00 00 01 6c 6f 30 00 00 00 00 00";

    static final int FIRST_FD = 30;
    static final int MAX_BUFFER = 1_864_135;

    final SlotRing ring = new SlotRing(64, LaneBell.unheard());

    ScriptedDivert kernel = new ScriptedDivert(Abi.FREEBSD, MAX_BUFFER);

    static byte[] hex(String bytes) {
        return HexFormat.ofDelimiter(" ").parseHex(bytes);
    }

    Divert4Socket open(Abi abi) {
        return open(abi, null);
    }

    Divert4Socket open(Abi abi, Direction direction) {
        if (!abi.equals(Abi.FREEBSD)) {
            kernel = new ScriptedDivert(abi, MAX_BUFFER);
        }
        DivertOptions options = DivertOptions.of(8668, Segments.WIRE, true).withDirection(direction);
        return Divert4Socket.open(kernel, abi, options, ring);
    }

    /** A packet with a right header sum, or another one. */
    static byte[] packet(int length, boolean isSumRight) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.BIG_ENDIAN);
        bytes.putShort(0, (short) 0x4500).putShort(2, (short) length).putShort(8, (short) 0x4011);
        bytes.putInt(12, 0x0A00_0202).putInt(16, 0x0A00_020F);
        if (isSumRight) {
            ByteBuffer own = bytes.duplicate().order(ByteOrder.nativeOrder());
            bytes.putShort(10, (short) ~Checksum.sum(own, 0, 20));
        }
        byte[] array = new byte[length];
        bytes.get(0, array);
        return array;
    }

    List<Slot> receive(Divert4Socket socket) {
        int count = socket.receive();
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slots.add(ring.readableSlot(i));
        }
        return slots;
    }

    Write echo(Divert4Socket socket) {
        List<Slot> slots = receive(socket);
        assertThat(slots).hasSize(1);
        socket.reinject(slots.get(0), false);
        assertThat(socket.flush()).isZero();
        ring.release(1);
        return kernel.writes.get(kernel.writes.size() - 1);
    }

    /** Equal but for its identification. */
    static byte[] identified(int id) {
        byte[] packet = Datagram.of(1);
        packet[4] = (byte) (id >>> 8);
        packet[5] = (byte) id;
        return packet;
    }
}
