package io.headgate.testkit.golden;

import io.headgate.testkit.packet.AddressText;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A DNS message (RFC 1035, section 4): its questions and records, one field each. */
final class DnsFields {
    private static final int HEADER = 12;
    private static final int POINTER = 0xC0;
    private static final int MAX_NAME = 255;
    private static final String[] SECTIONS = {"answer", "authority", "additional record"};

    private final ByteBuffer message;
    private final List<Field> fields = new ArrayList<>();

    private DnsFields(ByteBuffer message) {
        this.message = message;
    }

    /** The fields of a message; empty if it is none, or has more bytes than it accounts for. */
    static List<Field> read(byte[] packet, int from, int to) {
        ByteBuffer message = ByteBuffer.wrap(packet, from, to - from).slice();
        if (message.limit() < HEADER) {
            return List.of();
        }
        try {
            DnsFields dns = new DnsFields(message);
            dns.message();
            return message.hasRemaining() ? List.of() : dns.fields;
        } catch (BufferUnderflowException | IllegalArgumentException malformed) {
            // Shown byte by byte, then.
            return List.of();
        }
    }

    private void message() {
        add("DNS identification", message.getShort() & 0xFFFF);
        add("DNS flags", "0x%04x".formatted(message.getShort()));
        int questions = message.getShort() & 0xFFFF;
        int[] records = {message.getShort() & 0xFFFF, message.getShort() & 0xFFFF, message.getShort() & 0xFFFF};
        for (int i = 1; i <= questions; i++) {
            add("DNS question " + i, name() + " " + type(message.getShort()) + classOf(message.getShort()));
        }
        for (int section = 0; section < SECTIONS.length; section++) {
            for (int i = 1; i <= records[section]; i++) {
                add("DNS " + SECTIONS[section] + " " + i, resourceRecord());
            }
        }
    }

    private void add(String name, Object value) {
        fields.add(new Field(name, String.valueOf(value)));
    }

    private String resourceRecord() {
        String name = name();
        int type = message.getShort() & 0xFFFF;
        String head = name + " " + type((short) type) + classOf(message.getShort());
        long ttl = message.getInt() & 0xFFFF_FFFFL;
        byte[] data = new byte[message.getShort() & 0xFFFF];
        int at = message.position();
        message.get(data);
        return head + " ttl " + ttl + " " + data(type, data, at);
    }

    private String data(int type, byte[] data, int at) {
        return switch (type) {
            case 1, 28 -> data.length == 4 || data.length == 16 ? AddressText.of(data) : hex(data);
            case 2, 5, 12 -> nameAt(at);
            default -> hex(data);
        };
    }

    /** A name within record data; the position stays behind them. */
    private String nameAt(int at) {
        int behind = message.position();
        message.position(at);
        String name = name();
        message.position(behind);
        return name;
    }

    private static String hex(byte[] data) {
        return HexFormat.of().formatHex(data);
    }

    /** Reads a name; compression points backwards only, so it ends. */
    private String name() {
        StringBuilder name = new StringBuilder();
        int behind = -1;
        int limit = message.position();
        for (int length = message.get() & 0xFF; length != 0; length = message.get() & 0xFF) {
            if (length >= POINTER) {
                int target = (length & 0x3F) << 8 | (message.get() & 0xFF);
                behind = behind < 0 ? message.position() : behind;
                if (target >= limit) {
                    throw new IllegalArgumentException("a name that points forwards");
                }
                limit = target;
                message.position(target);
            } else {
                byte[] label = new byte[length];
                message.get(label);
                name.append(new String(label, StandardCharsets.ISO_8859_1)).append('.');
                if (length > 63 || name.length() > MAX_NAME) {
                    throw new IllegalArgumentException("a name that is too long");
                }
            }
        }
        if (behind >= 0) {
            message.position(behind);
        }
        return name.isEmpty() ? "." : name.toString();
    }

    private static String type(short value) {
        List<Integer> known = Arrays.asList(1, 2, 5, 6, 12, 15, 16, 28, 33, 41, 65);
        String[] names = {"A", "NS", "CNAME", "SOA", "PTR", "MX", "TXT", "AAAA", "SRV", "OPT", "HTTPS"};
        int index = known.indexOf(value & 0xFFFF);
        return index >= 0 ? names[index] : "type " + (value & 0xFFFF);
    }

    /** Nothing for the internet's. */
    private static String classOf(short value) {
        return value == 1 ? "" : " class " + (value & 0xFFFF);
    }
}
