package io.headgate.toolkit.tls;

import io.headgate.toolkit.payload.PayloadView;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Client hellos: the JDK's, and ones put together byte by byte. */
final class Hellos {
    private Hellos() {}

    static byte[] jdk(String host, String[] versions, String... protocols) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            SSLEngine engine = context.createSSLEngine(host, 443);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(versions);
            parameters.setApplicationProtocols(protocols);
            engine.setSSLParameters(parameters);
            ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), out);
            return Arrays.copyOf(out.array(), out.position());
        } catch (GeneralSecurityException | SSLException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** In one record, with extensions as hex; blanks do not count. */
    static byte[] of(String extensionsHex) {
        String extensions = extensionsHex.replace(" ", "");
        String list = extensions.isEmpty() ? "" : "%04x".formatted(extensions.length() / 2) + extensions;
        String body = "0303" + "11".repeat(32) + "00" + "0004 1301 c02f".replace(" ", "") + "0100" + list;
        return records(HexFormat.of().parseHex("01%06x".formatted(body.length() / 2) + body), 1 << 14);
    }

    /** The same handshake bytes in records of so many bytes at most. */
    static byte[] recut(byte[] hello, int size) {
        return records(Arrays.copyOfRange(hello, 5, hello.length), size);
    }

    private static byte[] records(byte[] handshake, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < handshake.length; at += size) {
            int count = Math.min(size, handshake.length - at);
            out.writeBytes(new byte[] {22, 3, 1, (byte) (count >> 8), (byte) count});
            out.write(handshake, at, count);
        }
        return out.toByteArray();
    }

    static PayloadView view(byte[] bytes) {
        return view(bytes, bytes.length);
    }

    static PayloadView view(byte[] bytes, int count) {
        return new PayloadView().show(ByteBuffer.wrap(bytes), 0, count);
    }
}
