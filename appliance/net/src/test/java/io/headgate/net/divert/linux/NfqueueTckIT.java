package io.headgate.net.divert.linux;

import io.headgate.api.Segments;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.DivertRig;
import io.headgate.net.divert.DivertSocket;
import io.headgate.net.divert.DivertSocketTck;
import io.headgate.net.lab.RequiresRoot;
import io.headgate.net.lab.RouterLab;
import io.headgate.net.sys.Sys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A real kernel: real datagrams from the client to the server, through the router's queue. */
@RequiresRoot
class NfqueueTckIT extends DivertSocketTck {
    @Override
    protected DivertRig open() {
        return new KernelRig();
    }

    private static final class KernelRig extends DivertRig.OfSocket {
        private static final int PORT = 7;
        private static final int SETTLED_MS = 200;

        private final DivertLab divert = new DivertLab();
        private final NfqueueSocket socket;
        private final DatagramSocket client;
        private final DatagramSocket server;

        KernelRig() {
            RouterLab lab = divert.lab;
            divert.divertWan("--queue-num " + DivertLab.QUEUE);
            DivertOptions options = DivertOptions.of(DivertLab.QUEUE, Segments.WIRE, true);
            socket = lab.router().call(() -> NfqueueSocket.open(Sys.libc(), options, ring()));
            client = lab.client().call(() -> new DatagramSocket());
            server = lab.server().call(() -> new DatagramSocket(PORT));
        }

        @Override
        public void send(int number) {
            byte[] payload = ByteBuffer.allocate(4).putInt(number).array();
            InetSocketAddress to = new InetSocketAddress(RouterLab.SERVER_ADDRESS, PORT);
            try {
                client.send(new DatagramPacket(payload, payload.length, to));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        protected DivertSocket socket() {
            return socket;
        }

        /** Also waits a moment for one more than expected. */
        @Override
        public List<Integer> arrived(int count) {
            List<Integer> numbers = new ArrayList<>();
            DatagramPacket datagram = new DatagramPacket(new byte[16], 16);
            try {
                while (numbers.size() <= count) {
                    server.setSoTimeout(numbers.size() < count ? 5_000 : SETTLED_MS);
                    server.receive(datagram);
                    numbers.add(ByteBuffer.wrap(datagram.getData()).getInt(0));
                }
            } catch (SocketTimeoutException nothingMore) {
                return numbers;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return numbers;
        }

        @Override
        public void close() {
            socket.close();
            client.close();
            server.close();
            divert.close();
        }
    }
}
