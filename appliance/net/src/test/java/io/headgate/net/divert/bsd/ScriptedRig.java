package io.headgate.net.divert.bsd;

import io.headgate.api.Segments;
import io.headgate.net.divert.Datagram;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.DivertRig;
import io.headgate.net.divert.DivertSocket;
import java.util.HexFormat;
import java.util.List;

/** The real divert(4) code between the two ends of a scripted kernel. */
final class ScriptedRig extends DivertRig.OfSocket {
    private static final int FIRST_FD = 30;

    private final byte[] address;
    private final ScriptedDivert kernel;
    private final Divert4Socket socket;

    /**
     * @param address with which packets come, as a real kernel gave it
     */
    ScriptedRig(Abi abi, String address) {
        this.address = HexFormat.ofDelimiter(" ").parseHex(address);
        this.kernel = new ScriptedDivert(abi, 1 << 21);
        this.socket = Divert4Socket.open(kernel, abi, DivertOptions.of(8668, Segments.WIRE, true), ring());
    }

    @Override
    public void send(int number) {
        kernel.arrive(FIRST_FD, Datagram.of(number), address);
    }

    @Override
    protected DivertSocket socket() {
        return socket;
    }

    @Override
    public List<Integer> arrived(int count) {
        return kernel.writes.stream()
                .map(write -> Datagram.number(write.packet()))
                .toList();
    }

    @Override
    public void close() {
        socket.close();
    }
}
