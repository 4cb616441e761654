package headgate.net;

import headgate.engine.io.SourceException;
import headgate.engine.ring.SlotRing;
import headgate.net.divert.DivertOptions;
import headgate.net.divert.DivertSocket;
import headgate.net.divert.linux.NfqueueSocket;
import headgate.net.sys.Sys;
import java.util.Locale;

/** Opens the divert socket that this system has. */
public final class DivertSockets {
    private DivertSockets() {}

    /**
     * Opens and binds. What arrives from then on waits in the ring until the lane runs.
     *
     * <p>Thread: the one that then calls {@code start}; in the network namespace whose packets are wanted.
     *
     * @throws SourceException if the system refuses; the message says why and what to do
     */
    public static DivertSocket open(DivertOptions options, SlotRing ring) {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (os.equals("linux")) {
            return NfqueueSocket.open(Sys.libc(), options, ring);
        }
        throw new SourceException("no divert socket on " + os + ": this release diverts on Linux only");
    }
}
