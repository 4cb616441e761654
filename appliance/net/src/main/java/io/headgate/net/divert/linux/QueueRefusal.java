package io.headgate.net.divert.linux;

import io.headgate.engine.io.SourceException;
import io.headgate.net.divert.PortTakenException;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.Sys;
import java.io.IOException;

/** Why the kernel did not give us a queue, and what to do about it. Cold. */
final class QueueRefusal {
    private QueueRefusal() {}

    static SourceException of(QueueTable queues, int port, int errno) {
        String queue = "queue " + port;
        try {
            if (queues.isPresent()) {
                var row = queues.find(port);
                if (row.isPresent()) {
                    return new PortTakenException(queue + " is taken by "
                            + queues.ownerText(row.get().portId()) + ": stop it, or choose another port");
                }
            }
        } catch (IOException unreadable) {
            return new SourceException(queue + " cannot be opened: " + Sys.errnoText(errno) + "; its owner is unknown: "
                    + unreadable.getMessage());
        }
        return new SourceException(
                switch (errno) {
                    case Linux.EPERM ->
                        queue + " cannot be opened: not permitted to user " + Sys.userName()
                                + "; run as root, or with CAP_NET_ADMIN and CAP_NET_RAW";
                    case Linux.EINVAL, Linux.ENOENT ->
                        queue + " cannot be opened: " + Sys.errnoText(errno)
                                + "; this kernel seems to have no NFQUEUE: load or build nfnetlink_queue";
                    default -> queue + " cannot be opened: " + Sys.errnoText(errno);
                });
    }
}
