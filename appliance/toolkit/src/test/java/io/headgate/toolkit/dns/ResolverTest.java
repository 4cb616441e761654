package io.headgate.toolkit.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.toolkit.payload.PayloadView;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Hashtable;
import java.util.function.Function;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import javax.naming.directory.Attributes;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's resolver asks over a loopback socket and must understand what is answered. */
@Timeout(60)
class ResolverTest {
    private final DnsMessage query = new DnsMessage();
    private final DnsAnswer answer = new DnsAnswer();

    /** The JDK lets nothing but JNDI ask a server of one's choice; it asks for attributes, which are text, and for no objects. */
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private Attributes resolve(String type, Function<DnsMessage, ByteBuffer> answering) throws Exception {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread server = new Thread(() -> serve(socket, answering), "dns-server");
        server.start();
        try {
            Hashtable<String, String> settings = new Hashtable<>();
            settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
            settings.put(Context.PROVIDER_URL, "dns://127.0.0.1:" + socket.getLocalPort());
            InitialDirContext context = new InitialDirContext(settings);
            try {
                return context.getAttributes("www.Example.com", new String[] {type});
            } finally {
                context.close();
            }
        } finally {
            socket.close();
            server.join();
        }
    }

    private void serve(DatagramSocket socket, Function<DnsMessage, ByteBuffer> answering) {
        byte[] bytes = new byte[1_500];
        DatagramPacket datagram = new DatagramPacket(bytes, bytes.length);
        try {
            while (true) {
                socket.receive(datagram);
                query.read(new PayloadView().show(ByteBuffer.wrap(bytes), 0, datagram.getLength()));
                ByteBuffer reply = answering.apply(query);
                byte[] sent = new byte[reply.limit()];
                reply.get(0, sent);
                socket.send(new DatagramPacket(sent, sent.length, datagram.getSocketAddress()));
            }
        } catch (IOException closed) {
            assertThat(socket.isClosed()).isTrue();
        }
    }

    @Test
    void shouldBeUnderstood() throws Exception {
        int ipv4 = 0xC0000207;

        assertThat(resolve("A", asked -> answer.sinkhole(asked, ipv4, 0x2001_0DB8_0000_0000L, 7, 60))
                        .get("A")
                        .get())
                .isEqualTo("192.0.2.7");
        assertThat(resolve("AAAA", asked -> answer.sinkhole(asked, ipv4, 0x2001_0DB8_0000_0000L, 7, 60))
                        .get("AAAA")
                        .get())
                .isEqualTo("2001:db8::7");
        assertThat(resolve("MX", asked -> answer.sinkhole(asked, ipv4, 1, 7, 60))
                        .size())
                .isZero();
    }

    @Test
    void shouldBeUnderstoodWhenItDenies() {
        assertThatThrownBy(() -> resolve("A", asked -> answer.error(asked, DnsAnswer.NXDOMAIN)))
                .isInstanceOf(NameNotFoundException.class);
        assertThatThrownBy(() -> resolve("A", asked -> answer.error(asked, DnsAnswer.REFUSED)))
                .isInstanceOf(OperationNotSupportedException.class)
                .isInstanceOf(NamingException.class);
    }
}
