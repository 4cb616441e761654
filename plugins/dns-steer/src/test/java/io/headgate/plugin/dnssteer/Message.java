package io.headgate.plugin.dnssteer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** DNS messages, byte by byte. */
final class Message {
    static final int A = 1;
    static final int AAAA = 28;
    static final int MX = 15;

    private Message() {}

    /** ID 0x1234, recursion desired. */
    static byte[] query(String name, int type) {
        return bytes(begin(name, type, 0x0100, 0));
    }

    /** The answer to it with these records as hex, blanks do not count; they may point to the name at c00c. */
    static byte[] response(String name, int type, String... recordsHex) {
        ByteBuffer response = begin(name, type, 0x8180, recordsHex.length);
        for (String record : recordsHex) {
            response.put(HexFormat.of().parseHex(record.replace(" ", "")));
        }
        return bytes(response);
    }

    private static ByteBuffer begin(String name, int type, int flags, int answers) {
        ByteBuffer message = ByteBuffer.allocate(512);
        message.putShort((short) 0x1234).putShort((short) flags).putShort((short) 1);
        message.putShort((short) answers).putInt(0);
        for (String label : name.split("\\.", -1)) {
            message.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        return message.put((byte) 0).putShort((short) type).putShort((short) 1);
    }

    private static byte[] bytes(ByteBuffer written) {
        byte[] bytes = new byte[written.position()];
        written.get(0, bytes);
        return bytes;
    }
}
