package io.headgate.toolkit.dns;

import io.headgate.toolkit.payload.PayloadView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Random well-formed messages with compressed names, and what is in them. */
final class Messages {
    record Written(String name, int type, int klass, int ttl, String data, String target) {}

    private final Random random;
    private final Map<String, Integer> places = new HashMap<>();
    final ByteBuffer bytes = ByteBuffer.allocate(20_000);
    final List<Written> records = new ArrayList<>();
    final int[] counts = new int[3];
    String question;

    Messages(Random random) {
        this.random = random;
    }

    static PayloadView view(ByteBuffer message) {
        return new PayloadView().show(message, 0, message.limit());
    }

    /** A query as a resolver sends it; null for no OPT. */
    static ByteBuffer query(String name, int type, String optHex) {
        Messages writer = new Messages(new Random(1));
        writer.bytes.putShort((short) 0x1234).putShort((short) 0x0110).putShort((short) 1);
        writer.bytes.putInt(0).putShort((short) (optHex == null ? 0 : 1));
        writer.name(name);
        writer.bytes.putShort((short) type).putShort((short) 1);
        writer.bytes.put(HexFormat.of().parseHex(optHex == null ? "" : optHex));
        return writer.bytes.flip();
    }

    ByteBuffer any() {
        for (int i = 0; i < 3; i++) {
            counts[i] = random.nextInt(5);
        }
        bytes.putShort((short) random.nextInt())
                .putShort((short) random.nextInt())
                .putShort((short) 1);
        for (int count : counts) {
            bytes.putShort((short) count);
        }
        question = name();
        name(question);
        bytes.putShort((short) 28).putShort((short) 1);
        for (int i = counts[0] + counts[1] + counts[2]; i > 0; i--) {
            record();
        }
        return bytes.flip();
    }

    private void record() {
        String name = name();
        name(name);
        int type = random.nextBoolean() ? 5 : 16;
        int ttl = random.nextInt(100_000);
        bytes.putShort((short) type).putShort((short) 1).putInt(ttl).putShort((short) 0);
        int from = bytes.position();
        byte[] data = new byte[random.nextInt(30)];
        String target = null;
        if (type == 5) {
            target = name();
            name(target);
        } else {
            random.nextBytes(data);
            bytes.put(data);
        }
        bytes.putShort(from - 2, (short) (bytes.position() - from));
        String text = new String(data, StandardCharsets.ISO_8859_1);
        records.add(new Written(name.toLowerCase(Locale.ROOT), type, 1, ttl, text, target));
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        for (int labels = random.nextInt(random.nextInt(10) == 0 ? 60 : 5); labels > 0; labels--) {
            StringBuilder label = new StringBuilder();
            for (int i = 1 + random.nextInt(random.nextInt(20) == 0 ? 63 : 3); i > 0; i--) {
                label.append("abcXYZ-".charAt(random.nextInt(7)));
            }
            if (name.length() + label.length() + 1 <= 254) {
                name.insert(0, label + ".");
            }
        }
        return name.isEmpty() ? "." : name.toString();
    }

    /** Points to where the rest of the name stands already, sometimes. */
    private void name(String name) {
        String rest = name.equals(".") ? "" : name;
        while (!rest.isEmpty()) {
            Integer place = places.get(rest);
            if (place != null && random.nextInt(4) > 0) {
                bytes.putShort((short) (0xC000 | place));
                return;
            }
            if (bytes.position() < 0x4000) {
                places.putIfAbsent(rest, bytes.position());
            }
            int dot = rest.indexOf('.');
            bytes.put((byte) dot).put(rest.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
            rest = rest.substring(dot + 1);
        }
        bytes.put((byte) 0);
    }
}
