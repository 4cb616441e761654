package io.headgate.net.divert.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The kernel's end of the verdicts, read independently of the code that writes them. */
final class VerdictStream {
    /** One message. {@code payload} and {@code mark} are null if it has none; buffers are equal if their bytes are. */
    record Message(boolean isBatch, int queue, int verdict, int id, int sequence, ByteBuffer payload, Integer mark) {
        /** Without a mark. */
        Message(boolean isBatch, int queue, int verdict, int id, int sequence, ByteBuffer payload) {
            this(isBatch, queue, verdict, id, sequence, payload, null);
        }
    }

    /** What became of one packet. */
    record Decision(int id, int verdict, ByteBuffer payload) {}

    private VerdictStream() {}

    /**
     * Reads what one {@code sendmsg} sent.
     *
     * @throws AssertionError if it is not well-formed to the last byte
     */
    static List<Message> parse(byte[] sent) {
        ByteBuffer bytes = ByteBuffer.wrap(sent).order(ByteOrder.nativeOrder());
        List<Message> messages = new ArrayList<>();
        int at = 0;
        while (at < sent.length) {
            int length = bytes.getInt(at);
            require(length >= 20 && at + length <= sent.length, "message length " + length + " at " + at);
            messages.add(parseMessage(bytes, at, length));
            at += (length + 3) / 4 * 4;
        }
        require(at == sent.length, "no padding at the end");
        return messages;
    }

    private static Message parseMessage(ByteBuffer bytes, int start, int length) {
        int type = bytes.getShort(start + 4);
        require(type == 0x301 || type == 0x303, "message type " + type);
        require(bytes.getShort(start + 6) == 1, "flags are not NLM_F_REQUEST");
        require(bytes.getInt(start + 12) == 0, "port id is not 0");
        require(bytes.get(start + 16) == 0 && bytes.get(start + 17) == 0, "family or version is not 0");
        int queue = bigEndian(bytes, start + 18, 2);
        Integer verdict = null;
        int id = 0;
        ByteBuffer payload = null;
        Integer mark = null;
        int at = start + 20;
        int end = start + length;
        while (at < end) {
            int attributeLength = bytes.getShort(at) & 0xFFFF;
            require(attributeLength >= 4 && at + attributeLength <= end, "attribute length " + attributeLength);
            switch (bytes.getShort(at + 2)) {
                case 2 -> {
                    require(attributeLength == 12, "verdict header of " + attributeLength);
                    verdict = bigEndian(bytes, at + 4, 4);
                    id = bigEndian(bytes, at + 8, 4);
                }
                case 3 -> {
                    require(attributeLength == 8, "mark of " + attributeLength);
                    mark = bigEndian(bytes, at + 4, 4);
                }
                case 10 -> {
                    payload = bytes.slice(at + 4, attributeLength - 4);
                }
                default -> throw new AssertionError("attribute " + bytes.getShort(at + 2));
            }
            at += (attributeLength + 3) / 4 * 4;
        }
        require(verdict != null, "no verdict header");
        require(type == 0x301 || payload == null, "a batch with payload");
        return new Message(type == 0x303, queue, verdict, id, bytes.getInt(start + 8), payload, mark);
    }

    private static int bigEndian(ByteBuffer bytes, int at, int width) {
        int value = 0;
        for (int i = 0; i < width; i++) {
            value = (value << 8) | (bytes.get(at + i) & 0xFF);
        }
        return value;
    }

    private static void require(boolean isRight, String otherwise) {
        if (!isRight) {
            throw new AssertionError(otherwise);
        }
    }

    /**
     * Decides the packets that wait, as the kernel does, and takes them out of {@code waiting}.
     *
     * @throws AssertionError on a verdict for a packet that does not wait
     */
    static List<Decision> decide(List<Message> messages, List<Integer> waiting) {
        List<Decision> decisions = new ArrayList<>();
        for (Message message : messages) {
            int before = decisions.size();
            for (Iterator<Integer> all = waiting.iterator(); all.hasNext(); ) {
                int id = all.next();
                if (message.isBatch() ? id - message.id() <= 0 : id == message.id()) {
                    all.remove();
                    decisions.add(new Decision(id, message.verdict(), message.payload()));
                }
            }
            int decided = decisions.size() - before;
            require(decided > 0, "verdict for nothing: " + message);
            require(decided == (message.sequence() & 0xFF_FFFF), decided + " decided by " + message);
        }
        return decisions;
    }
}
