package io.headgate.net;

import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.DivertBackend;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.DivertSocket;
import io.headgate.net.divert.bsd.Divert4Socket;
import io.headgate.net.divert.linux.NfqueueSocket;
import io.headgate.net.sys.Sys;

/** Opens the divert socket that this system has. */
public final class DivertSockets {
    private DivertSockets() {}

    /**
     * Opens and binds. What arrives from then on waits in the ring until the lane runs.
     *
     * <p>Thread: the one that then calls {@code start}; in the network namespace whose packets are wanted.
     *
     * @throws io.headgate.engine.io.SourceException if the system refuses; the message says why and what to do
     */
    public static DivertSocket open(DivertBackend backend, DivertOptions options, SlotRing ring) {
        if (backend.isDivert4()) {
            return Divert4Socket.open(Sys.libc(), DivertBackend.system(), options, ring);
        }
        return NfqueueSocket.open(Sys.libc(), options, ring);
    }
}
