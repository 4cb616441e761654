package io.headgate.plugin.dnsblock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** DNS queries, byte by byte. */
final class Query {
    static final int A = 1;
    static final int AAAA = 28;
    static final int MX = 15;

    /** OPT: 4,096 bytes, DNSSEC OK. */
    static final String OPT = "0000291000000080000000";

    private Query() {}

    /** ID 0x1234, recursion desired. */
    static byte[] of(String name, int type) {
        return of(name, type, "");
    }

    static byte[] of(String name, int type, String optHex) {
        ByteBuffer query = ByteBuffer.allocate(512);
        query.putShort((short) 0x1234)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .putInt(0);
        query.putShort((short) (optHex.isEmpty() ? 0 : 1));
        for (String label : name.split("\\.", -1)) {
            query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        query.put((byte) 0)
                .putShort((short) type)
                .putShort((short) 1)
                .put(HexFormat.of().parseHex(optHex));
        return bytes(query);
    }

    /** As over TCP: each behind its length. */
    static byte[] stream(byte[]... queries) {
        ByteBuffer stream = ByteBuffer.allocate(2_048);
        for (byte[] query : queries) {
            stream.putShort((short) query.length).put(query);
        }
        return bytes(stream);
    }

    private static byte[] bytes(ByteBuffer written) {
        byte[] bytes = new byte[written.position()];
        written.get(0, bytes);
        return bytes;
    }
}
