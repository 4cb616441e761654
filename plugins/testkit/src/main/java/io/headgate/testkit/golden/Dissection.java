package io.headgate.testkit.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The fields of a packet in their order, and the bytes that no field covers. */
final class Dissection {
    private final byte[] packet;
    private final List<Field> fields = new ArrayList<>();
    private int payloadAt;
    private int payloadEnd;

    Dissection(byte[] packet) {
        this.packet = packet;
        this.payloadEnd = packet.length;
    }

    void add(String name, Object value) {
        String unique = name;
        for (int i = 2; find(unique).isPresent(); i++) {
            unique = name + " " + i;
        }
        fields.add(new Field(unique, String.valueOf(value)));
    }

    /** Adds bytes as they are. */
    void addHex(String name, int from, int to) {
        add(name, HexFormat.of().formatHex(packet, from, to));
    }

    /** What is from here on is of nobody's. */
    void payload(int from, int to) {
        payloadAt = from;
        payloadEnd = to;
        if (to < packet.length) {
            addHex("trailing bytes", to, packet.length);
        }
    }

    List<Field> fields() {
        return fields;
    }

    Optional<String> find(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .findFirst();
    }

    byte[] payload() {
        return Arrays.copyOfRange(packet, payloadAt, payloadEnd);
    }
}
