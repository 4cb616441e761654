package io.headgate.net.relay;

import io.headgate.net.sys.Libc;
import io.headgate.net.sys.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sends a batch to one receiver one sendmsg(2) at a time, as every system can; time to live and DSCP are options of the
 * socket, set when they change.
 *
 * <pre>
 *  msghdr (56)  0 name 8 | 8 namelen 4 | 16 iov 8 | 24 iovlen, Linux: 8, BSD: 4 | 32 control 8 | 40 controllen | flags
 * </pre>
 */
final class PlainSender implements DatagramSender {
    private static final int MSGHDR = 56;
    private static final int UNKNOWN = -1;

    private final Libc libc;
    private final SendAbi abi;
    private final ReceiverSocket socket;
    private final Plan plan;
    private final TargetAddress target;
    private final ReceiverCounters counters;
    private final Patience patience;

    private final ByteBuffer name = NativeMemory.allocate(SendAbi.SOCKADDR_IN6).order(ByteOrder.BIG_ENDIAN);
    private final ByteBuffer message = NativeMemory.allocate(MSGHDR);
    private final long messageAddress = NativeMemory.addressOf(message);

    private int socketTtl = UNKNOWN;
    private int socketTrafficClass;

    PlainSender(
            Libc libc, SendAbi abi, ReceiverSocket socket, Plan plan, TargetAddress target, ReceiverCounters counters) {
        this.libc = libc;
        this.abi = abi;
        this.socket = socket;
        this.plan = plan;
        this.target = target;
        this.counters = counters;
        this.patience = new Patience(abi.errnos(), counters);
        message.putLong(0, NativeMemory.addressOf(name)).putInt(8, target.length());
        if (abi.isLinux()) {
            message.putLong(24, 1);
        } else {
            message.putInt(24, 1);
        }
    }

    @Override
    public void send(DatagramBatch batch) {
        plan.make(batch);
        patience.beginBatch();
        for (int i = 0; i < batch.count(); i++) {
            if (plan.leaves(i)) {
                int errno = send(batch, i);
                if (errno == 0) {
                    batch.deliver(i);
                } else {
                    batch.fail(i, errno);
                    counters.errors().add(errno, 1);
                }
            }
        }
    }

    private int send(DatagramBatch batch, int i) {
        int refusal = setOptions(plan.ttl(i), batch.trafficClass(i));
        if (refusal != 0) {
            return refusal;
        }
        target.put(name, 0, batch, i);
        message.putLong(16, batch.vectorAddress(i));
        while (libc.sendmsg(socket.fd(), messageAddress, abi.dontWait()) < 0) {
            int errno = patience.reason();
            if (errno != 0 && !socket.hasNewInterface(errno)) {
                return errno;
            }
            target.put(name, 0, batch, i);
        }
        patience.sent(1);
        return 0;
    }

    private int setOptions(int ttl, int trafficClass) {
        int errno = 0;
        if (ttl != socketTtl) {
            errno = socket.setTtl(ttl);
            socketTtl = errno == 0 ? ttl : UNKNOWN;
        }
        if (errno == 0 && trafficClass != socketTrafficClass) {
            errno = socket.setTrafficClass(trafficClass);
            socketTrafficClass = errno == 0 ? trafficClass : UNKNOWN;
        }
        return errno;
    }

    @Override
    public void close() {
        socket.close();
    }
}
