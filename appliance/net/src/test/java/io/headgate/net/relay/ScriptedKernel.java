package io.headgate.net.relay;

import io.headgate.net.sys.FakeLibc;
import io.headgate.net.sys.NativeMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes messages as Linux does, and sees that each is one Linux would take: cuts those with segments, refuses what it is
 * told to refuse. One descriptor per socket, from {@link #FIRST_FD} on.
 */
class ScriptedKernel extends FakeLibc {
    static final int FIRST_FD = 100;

    private static final int EINVAL = 22;

    /** A datagram as its receiver would see it; {@code ttl} and {@code trafficClass} are 0 if the message said nothing. */
    static final class Received {
        private final Message message;
        private final byte[] payload;
        private int port;
        private int ttl;
        private int trafficClass;

        private Received(Message message, byte[] payload) {
            this.message = message;
            this.payload = payload;
        }

        int port() {
            return port;
        }

        int ttl() {
            return ttl;
        }

        int trafficClass() {
            return trafficClass;
        }

        byte[] payload() {
            return payload;
        }
    }

    /** A message as it came, before it is taken: {@code segment} is 0 if it is not to be cut. */
    record Message(int fd, int index, int bytes, int segment) {}

    /** Says what becomes of a message: 0, or an errno. */
    interface Judge {
        int judge(Message message);
    }

    private final List<Received> received = new ArrayList<>();
    private Judge judge = message -> 0;
    private int sockets;
    private int calls;
    private int messages;
    private boolean isOld;

    void judge(Judge value) {
        judge = value;
    }

    /** As before 4.18: knows no segments. */
    void setOld() {
        isOld = true;
    }

    List<Received> received() {
        return received;
    }

    List<byte[]> payloads(int fd) {
        return received.stream()
                .filter(one -> one.message.fd() == fd)
                .map(Received::payload)
                .toList();
    }

    int calls() {
        return calls;
    }

    int messages() {
        return messages;
    }

    int sockets() {
        return sockets;
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return FIRST_FD + sockets++;
    }

    @Override
    public int setsockopt(int fd, int level, int option, long value, int valueLength) {
        return isOld && level == 17 ? fail(92) : 0;
    }

    @Override
    public int if_nametoindex(String name) {
        return name.startsWith("eth") ? 10 + Integer.parseInt(name.substring(3)) : 0;
    }

    @Override
    public int close(int fd) {
        return 0;
    }

    @Override
    public int sendmmsg(int fd, long headers, int count, int flags) {
        calls++;
        for (int i = 0; i < count; i++) {
            int errno = take(fd, headers + 64L * i, i);
            if (errno != 0) {
                return i == 0 ? fail(errno) : i;
            }
        }
        return count;
    }

    private int take(int fd, long header, int index) {
        byte[] payload = gathered(header);
        int ttl = 0;
        int trafficClass = 0;
        int segment = 0;
        long control = NativeMemory.longAt(header + 32);
        long end = control + NativeMemory.longAt(header + 40);
        for (; control < end; control += (NativeMemory.longAt(control) + 7) & ~7) {
            int level = NativeMemory.intAt(control + 8);
            int type = NativeMemory.intAt(control + 12);
            if (level == 17 && type == 103) {
                segment = NativeMemory.intAt(control + 16) & 0xFFFF;
            } else if ((level == 0 && type == 2) || (level == 41 && type == 52)) {
                ttl = NativeMemory.intAt(control + 16);
            } else if ((level == 0 && type == 1) || (level == 41 && type == 67)) {
                trafficClass = NativeMemory.intAt(control + 16);
            } else {
                throw new AssertionError("control message " + level + "/" + type);
            }
        }
        Message message = new Message(fd, index, payload.length, segment);
        int errno = judge.judge(message);
        if (errno != 0) {
            return errno;
        }
        if ((segment != 0 && payload.length > 64 * segment) || payload.length > 65_507) {
            return EINVAL;
        }
        messages++;
        byte[] name = bytesAt(NativeMemory.longAt(header), 4);
        int port = ((name[2] & 0xFF) << 8) | (name[3] & 0xFF);
        int step = segment == 0 ? Math.max(1, payload.length) : segment;
        for (int at = 0; at == 0 || at < payload.length; at += step) {
            byte[] cut = Arrays.copyOfRange(payload, at, Math.min(payload.length, at + step));
            Received one = new Received(message, cut);
            one.port = port;
            one.ttl = ttl;
            one.trafficClass = trafficClass;
            received.add(one);
        }
        return 0;
    }
}
