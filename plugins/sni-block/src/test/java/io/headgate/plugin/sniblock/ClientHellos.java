package io.headgate.plugin.sniblock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Client hellos: the JDK's, and ones put together byte by byte. */
final class ClientHellos {
    private ClientHellos() {}

    static byte[] jdk(String host) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            SSLEngine engine = context.createSSLEngine(host, 443);
            engine.setUseClientMode(true);
            ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), out);
            return Arrays.copyOf(out.array(), out.position());
        } catch (GeneralSecurityException | SSLException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** With a server name, and extensions as hex; so many bytes of padding (RFC 7685). */
    static byte[] of(String host, String extensionsHex, int padding) {
        String name = HexFormat.of().formatHex(host.getBytes(StandardCharsets.US_ASCII));
        int length = host.length();
        String serverName = "0000%04x%04x00%04x".formatted(length + 5, length + 3, length) + name;
        String all = (length == 0 ? "" : serverName) + extensionsHex;
        all += "0015%04x".formatted(padding) + "00".repeat(padding);
        String body = "0303" + "11".repeat(32) + "00" + "00041301c02f" + "0100" + "%04x".formatted(all.length() / 2);
        String message = "01%06x".formatted((body.length() + all.length()) / 2) + body + all;
        return HexFormat.of().parseHex("160301%04x".formatted(message.length() / 2) + message);
    }
}
