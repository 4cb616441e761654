package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.lab.Host;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/** One TCP connection that carries different bytes both ways at once. */
final class Transfer {
    static final int PORT = 5001;

    private static final int PIECE = 64 << 10;
    private static final int LIMIT_S = 30;

    private Transfer() {}

    /** Fails unless {@code bytes} arrive unharmed at each end. */
    static void bothWays(Host client, Host server, String address, int bytes) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerSocket listener = server.call(() -> new ServerSocket(PORT));
                Socket near = client.call(() -> new Socket(address, PORT));
                Socket far = listener.accept()) {
            near.setSoTimeout(LIMIT_S * 1000);
            far.setSoTimeout(LIMIT_S * 1000);
            Future<Long> sentUp = threads.submit(send(near, 1, bytes));
            Future<Long> sentDown = threads.submit(send(far, 2, bytes));
            Future<Long> gotUp = threads.submit(receive(far, bytes));
            Future<Long> gotDown = threads.submit(receive(near, bytes));

            assertThat(gotUp.get(LIMIT_S, TimeUnit.SECONDS)).isEqualTo(sentUp.get(LIMIT_S, TimeUnit.SECONDS));
            assertThat(gotDown.get(LIMIT_S, TimeUnit.SECONDS)).isEqualTo(sentDown.get(LIMIT_S, TimeUnit.SECONDS));
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Long> send(Socket socket, long seed, int bytes) {
        return () -> {
            byte[] piece = new byte[PIECE];
            Random random = new Random(seed);
            random.nextBytes(piece);
            CRC32C sum = new CRC32C();
            OutputStream out = socket.getOutputStream();
            for (int left = bytes; left > 0; left -= PIECE) {
                piece[random.nextInt(PIECE)]++;
                int length = Math.min(PIECE, left);
                sum.update(piece, 0, length);
                out.write(piece, 0, length);
            }
            return sum.getValue();
        };
    }

    private static Callable<Long> receive(Socket socket, int bytes) {
        return () -> {
            byte[] piece = new byte[PIECE];
            CRC32C sum = new CRC32C();
            InputStream in = socket.getInputStream();
            int left = bytes;
            while (left > 0) {
                int length = in.read(piece, 0, Math.min(PIECE, left));
                if (length < 0) {
                    throw new IOException("ended " + left + " bytes early");
                }
                sum.update(piece, 0, length);
                left -= length;
            }
            return sum.getValue();
        };
    }
}
