package io.headgate.net.divert.linux;

import io.headgate.net.sys.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The configuration message of a queue. Binding and limits travel in one message, so that no packet meets a queue that
 * is bound but has no copy mode yet.
 *
 * @param maxLength 0 makes every new packet find the queue full
 */
record QueueConfiguration(int port, int maxLength, boolean failOpen, boolean gso) {
    private static final int SIZE = 128;

    /** Binds the queue and sets everything; answered by the kernel. */
    ByteBuffer bind() {
        ByteBuffer message = header(Nfqueue.NLM_F_REQUEST | Nfqueue.NLM_F_ACK);
        attribute(message, Nfqueue.CFG_CMD, 4);
        message.put((byte) Nfqueue.CMD_BIND).put((byte) 0).putShort((short) 0);
        attribute(message, Nfqueue.CFG_PARAMS, 5);
        putInt(message, Nfqueue.COPY_RANGE);
        message.put((byte) Nfqueue.COPY_PACKET).put((byte) 0).putShort((short) 0);
        return limits(message);
    }

    /** Changes limits and flags of the bound queue; answered only if refused. */
    ByteBuffer change() {
        return limits(header(Nfqueue.NLM_F_REQUEST));
    }

    /** Gives the queue up, as its owner. */
    static ByteBuffer unbind(int port) {
        ByteBuffer message = new QueueConfiguration(port, 0, false, false).header(Nfqueue.NLM_F_REQUEST);
        attribute(message, Nfqueue.CFG_CMD, 4);
        message.put((byte) Nfqueue.CMD_UNBIND).put((byte) 0).putShort((short) 0);
        return finish(message);
    }

    private ByteBuffer limits(ByteBuffer message) {
        attribute(message, Nfqueue.CFG_QUEUE_MAXLEN, 4);
        putInt(message, maxLength);
        attribute(message, Nfqueue.CFG_FLAGS, 4);
        putInt(message, (failOpen ? Nfqueue.FLAG_FAIL_OPEN : 0) | (gso ? Nfqueue.FLAG_GSO : 0));
        attribute(message, Nfqueue.CFG_MASK, 4);
        putInt(message, Nfqueue.FLAG_FAIL_OPEN | Nfqueue.FLAG_GSO);
        return finish(message);
    }

    private ByteBuffer header(int flags) {
        ByteBuffer message = NativeMemory.allocate(SIZE);
        message.putInt(0).putShort((short) Nfqueue.MSG_CONFIG).putShort((short) flags);
        message.putInt(RequestTag.of(RequestTag.CONFIG, 0)).putInt(0);
        message.put((byte) 0).put((byte) 0);
        message.order(ByteOrder.BIG_ENDIAN).putShort((short) port).order(ByteOrder.nativeOrder());
        return message;
    }

    private static void attribute(ByteBuffer message, int type, int length) {
        message.putShort((short) (Nfqueue.ATTRIBUTE_HEADER + length)).putShort((short) type);
    }

    private static void putInt(ByteBuffer message, int value) {
        message.order(ByteOrder.BIG_ENDIAN).putInt(value).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer finish(ByteBuffer message) {
        return message.putInt(0, message.position()).flip();
    }
}
