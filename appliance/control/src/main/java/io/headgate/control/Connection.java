package io.headgate.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * One client: sends a line, is answered, is hung up on. What it does not do in time ends the connection and nothing else.
 * Thread: {@code control}.
 */
final class Connection {
    /** Of a request, without its line end. */
    static final int MAX_LINE_BYTES = 4096;

    static final long LINE_LIMIT_NS = 5_000_000_000L;

    /** For each part of an answer. */
    private static final long WRITE_LIMIT_NS = 10_000_000_000L;

    /** For the client to have read all before its connection is closed, which could take it the rest. */
    private static final long LINGER_NS = 1_000_000_000L;

    private static final long NEVER = Long.MAX_VALUE;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final BiConsumer<Connection, String> onRequest;
    private ByteBuffer buffer = ByteBuffer.allocate(MAX_LINE_BYTES + 1);
    private boolean isLingering;
    private long deadlineNs;

    /** @param onRequest given the line of this connection; to be answered by {@link #answer} */
    Connection(SocketChannel channel, SelectionKey key, BiConsumer<Connection, String> onRequest, long nowNs) {
        this.channel = channel;
        this.key = key;
        this.onRequest = onRequest;
        this.deadlineNs = nowNs + LINE_LIMIT_NS;
    }

    /** Does what the channel is ready for. */
    void onReady(long nowNs) throws IOException {
        if (key.isWritable()) {
            write(nowNs);
        } else if (isLingering) {
            discard();
        } else {
            read(nowNs);
        }
    }

    private void read(long nowNs) throws IOException {
        int from = buffer.position();
        boolean hasEnded = channel.read(buffer) < 0;
        for (int i = from; i < buffer.position(); i++) {
            if (buffer.get(i) == '\n') {
                take(buffer.flip().limit(i), nowNs);
                return;
            }
        }
        if (!buffer.hasRemaining()) {
            answer(Answer.error("the request is longer than " + MAX_LINE_BYTES + " bytes"), nowNs);
        } else if (hasEnded && buffer.position() == 0) {
            close();
        } else if (hasEnded) {
            answer(Answer.error("the request has no line end"), nowNs);
        }
    }

    private void take(ByteBuffer line, long nowNs) throws IOException {
        try {
            String request = StandardCharsets.UTF_8.newDecoder().decode(line).toString();
            key.interestOps(0);
            deadlineNs = NEVER;
            onRequest.accept(this, request);
        } catch (CharacterCodingException malformed) {
            answer(Answer.error("the request is not UTF-8"), nowNs);
        }
    }

    /** Sends the answer; nothing if the client has gone. */
    void answer(Answer answer, long nowNs) throws IOException {
        if (key.isValid()) {
            buffer = ByteBuffer.wrap(answer.toWire().getBytes(StandardCharsets.UTF_8));
            write(nowNs);
        }
    }

    private void write(long nowNs) throws IOException {
        channel.write(buffer);
        if (buffer.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
            deadlineNs = nowNs + WRITE_LIMIT_NS;
            return;
        }
        channel.shutdownOutput();
        isLingering = true;
        buffer = ByteBuffer.allocate(MAX_LINE_BYTES);
        key.interestOps(SelectionKey.OP_READ);
        deadlineNs = nowNs + LINGER_NS;
    }

    private void discard() throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            close();
        }
    }

    /** Ends what took too long; what has ended in this very turn, too, is left alone. */
    void onTime(long nowNs) throws IOException {
        if (!isOpen() || nowNs - deadlineNs < 0 || deadlineNs == NEVER) {
            return;
        }
        if (!isLingering && key.interestOps() == SelectionKey.OP_READ) {
            answer(Answer.error("no request within " + LINE_LIMIT_NS / 1_000_000_000L + " s"), nowNs);
        } else {
            close();
        }
    }

    /** How long nothing is to be done unless the channel gets ready. */
    long leftNs(long nowNs) {
        return deadlineNs == NEVER ? NEVER : Math.max(0, deadlineNs - nowNs);
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    void close() throws IOException {
        channel.close();
    }
}
