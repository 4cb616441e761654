package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Segments;
import io.headgate.net.divert.Datagram;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.DivertRig;
import io.headgate.net.divert.DivertSocket;
import java.util.HexFormat;
import java.util.List;

/** The real divert(4) code between the two ends of a scripted kernel. */
final class ScriptedRig extends DivertRig.OfSocket {
    private static final int OPENBSD_AF_INET6 = 24;
    private static final int IPV4_FD = 30;
    private static final int IPV6_FD = 31;

    private final byte[] address;
    private final boolean isIpv6;
    private final ScriptedDivert kernel;
    private final Divert4Socket socket;

    /**
     * @param address with which packets come, as a real kernel gave it
     */
    ScriptedRig(Abi abi, String address) {
        this.address = HexFormat.ofDelimiter(" ").parseHex(address);
        this.isIpv6 = this.address[1] == OPENBSD_AF_INET6;
        this.kernel = new ScriptedDivert(abi, 1 << 21);
        this.socket = Divert4Socket.open(kernel, abi, DivertOptions.of(8668, Segments.WIRE, true), ring());
    }

    @Override
    public void send(int number) {
        if (isIpv6) {
            kernel.arrive(IPV6_FD, Datagram.ofIpv6(number), address);
        } else {
            kernel.arrive(IPV4_FD, Datagram.of(number), address);
        }
    }

    @Override
    public int datagramLength() {
        return isIpv6 ? Datagram.IPV6_LENGTH : Datagram.LENGTH;
    }

    @Override
    protected DivertSocket socket() {
        return socket;
    }

    @Override
    public List<Integer> arrived(int count) {
        assertThat(kernel.writes)
                .as("each by the socket it came from, with the address it came with")
                .allSatisfy(write -> {
                    assertThat(write.fd()).isEqualTo(isIpv6 ? IPV6_FD : IPV4_FD);
                    assertThat(write.address()).isEqualTo(address);
                });
        return kernel.writes.stream()
                .map(write -> Datagram.number(write.packet()))
                .toList();
    }

    @Override
    public void close() {
        socket.close();
    }
}
