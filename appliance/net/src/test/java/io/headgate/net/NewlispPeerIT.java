package io.headgate.net;

import static io.headgate.net.NetPair.bytes;
import static io.headgate.net.NetPair.errorOf;
import static io.headgate.net.NetPair.open;
import static io.headgate.net.NetPair.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.lab.Command;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RequiresRoot;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against the real newLISP program, each side in both roles, in a network of their own. */
@RequiresRoot
@Timeout(60)
class NewlispPeerIT {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String GROUP = "226.0.0.1";
    private static final String INTERFACE_ADDRESS = "10.92.0.1";
    private static final String INTERFACE_IPV6 = "fd00:92::1";
    private static final int MOST_US = 10_000_000;

    private static final Host HOST =
            new Host("headgate-newlisp-" + ProcessHandle.current().pid());

    private final Net net = new Net();

    @TempDir
    private Path directory;

    @BeforeAll
    static void createHost() {
        Command.run(List.of("ip", "netns", "add", HOST.namespace()));
        HOST.run("ip link set lo up");
        HOST.run("ip link add mc0 type veth peer name mc1");
        HOST.run("ip addr add " + INTERFACE_ADDRESS + "/24 dev mc0");
        HOST.run("ip addr add " + INTERFACE_IPV6 + "/64 dev mc0 nodad");
        HOST.run("ip link set mc0 up");
        HOST.run("ip link set mc1 up");
        HOST.run("ip route add 224.0.0.0/4 dev mc0");
    }

    @AfterAll
    static void removeHost() {
        Command.run(List.of("ip", "netns", "del", HOST.namespace()));
    }

    @AfterEach
    void close() {
        net.close();
    }

    /** Opens a socket inside the host. */
    private int inHost(IntSupplier opener) {
        return HOST.call(() -> open(net, opener.getAsInt()));
    }

    /** Random, with zero bytes. */
    private static byte[] binary(int length) {
        byte[] data = new byte[length];
        new Random(4711).nextBytes(data);
        for (int i = 0; i < length; i += 7) {
            data[i] = 0;
        }
        return data;
    }

    /** Asks newLISP, by a line with the length, to echo binary data, and reads the echo. */
    private void checkEcho(int handle, Newlisp newlisp) {
        byte[] data = binary(200_000);

        net.send(handle, bytes(data.length + "\n"));
        assertThat(net.send(handle, data)).isEqualTo(data.length);
        newlisp.awaitLine(Newlisp.digest(data));
        ByteArrayOutputStream echo = new ByteArrayOutputStream();
        while (echo.size() < data.length) {
            echo.writeBytes(net.receive(handle, data.length - echo.size()));
        }
        assertThat(Newlisp.digest(echo.toByteArray())).isEqualTo(Newlisp.digest(data));
        assertThat(text(net.receive(handle, 100, bytes("\n")))).isEqualTo("good bye\n");
        assertThat(net.receive(handle, 100)).isNull();
        assertThat(errorOf(net)).isEqualTo(6);
    }

    private static final String[] ECHO = {
        "(net-receive C line 20 \"\\n\")",
        "(set 'wanted (int line) 'all \"\")",
        "(while (< (length all) wanted) (net-receive C piece 100000) (extend all piece))",
        "(println (length all) \" \" (crc32 all))",
        "(net-send C all)",
        "(net-send C \"good bye\\n\")",
        "(net-close C)"
    };

    private static String[] script(String... opening) {
        String[] all = Arrays.copyOf(opening, opening.length + ECHO.length);
        System.arraycopy(ECHO, 0, all, opening.length, ECHO.length);
        return all;
    }

    @Test
    void shouldBeATcpClient() {
        String[] script = script(
                "(set 'L (net-listen 4001 \"127.0.0.1\"))",
                "(println (if L \"ready\" (net-error)))",
                "(set 'C (net-accept L))");
        try (Newlisp newlisp = new Newlisp(HOST, script)) {
            newlisp.awaitLine("ready");
            checkEcho(inHost(() -> net.connect(LOOPBACK, 4001)), newlisp);
        }
    }

    @Test
    void shouldBeATcpServer() {
        int listener = inHost(() -> net.listen(4002, LOOPBACK));
        try (Newlisp newlisp = new Newlisp(HOST, script("(set 'C (net-connect \"127.0.0.1\" 4002))"))) {
            checkEcho(open(net, net.accept(listener)), newlisp);
        }
    }

    @Test
    void shouldBeAUnixClient() {
        String path = directory.resolve("u").toString();
        String[] script = script(
                "(set 'L (net-listen \"" + path + "\"))",
                "(println (if L \"ready\" (net-error)))",
                "(set 'C (net-accept L))");
        try (Newlisp newlisp = new Newlisp(HOST, script)) {
            newlisp.awaitLine("ready");
            checkEcho(open(net, net.connect(path)), newlisp);
        }
    }

    @Test
    void shouldBeAUnixServer() {
        String path = directory.resolve("u").toString();
        int listener = open(net, net.listen(path));
        try (Newlisp newlisp = new Newlisp(HOST, script("(set 'C (net-connect \"" + path + "\"))"))) {
            checkEcho(open(net, net.accept(listener)), newlisp);
        }
    }

    private static final String SHOW = "(println (length data) \" \" (crc32 data))";

    @Test
    void shouldSendTheLargestDatagramAndGetItBack() {
        byte[] data = binary(65_507);
        int handle = inHost(() -> net.listen(0, LOOPBACK, "udp"));
        try (Newlisp newlisp = new Newlisp(
                HOST,
                "(set 'S (net-listen 4003 \"127.0.0.1\" \"udp\"))",
                "(println (if S \"ready\" (net-error)))",
                "(dotimes (i 2)",
                "  (set 'got (net-receive-from S 70000) 'data (got 0))",
                "  " + SHOW,
                "  (net-send-to (got 1) (got 2) data S))")) {
            newlisp.awaitLine("ready");

            assertThat(net.sendTo(LOOPBACK, 4003, data, handle)).isEqualTo(data.length);
            newlisp.awaitLine(Newlisp.digest(data));
            assertThat(Newlisp.digest(net.receiveFrom(handle, 70_000).data())).isEqualTo(Newlisp.digest(data));
            assertThat(net.sendTo(LOOPBACK, 4003, bytes(""), handle)).isZero();
            newlisp.awaitLine("0 0");
            assertThat(net.receiveFrom(handle, 70_000).data()).isEmpty();
        }
    }

    @Test
    void shouldAnswerDatagrams() {
        byte[] data = binary(65_507);
        int handle = inHost(() -> net.listen(4004, LOOPBACK, "udp"));
        try (Newlisp newlisp = new Newlisp(
                HOST,
                "(set 'C (net-connect \"127.0.0.1\" 4004 \"udp\"))",
                "(net-send C \"a\\000b\")",
                "(net-receive C data 70000)",
                SHOW,
                "(println (net-send C data))")) {
            Datagram asked = net.receiveFrom(handle, 100);
            assertThat(text(asked.data())).isEqualTo("a\0b");
            assertThat(net.sendTo(asked.address(), asked.port(), data, handle)).isEqualTo(data.length);

            newlisp.awaitLine(Newlisp.digest(data));
            newlisp.awaitLine("65507");
            assertThat(Newlisp.digest(net.receive(handle, 70_000))).isEqualTo(Newlisp.digest(data));
        }
    }

    @Test
    void shouldExchangeSingleDatagrams() {
        int handle = inHost(() -> net.listen(0, LOOPBACK, "udp"));
        try (Newlisp newlisp = new Newlisp(
                HOST,
                "(println \"ready\")",
                "(set 'got (net-receive-udp 4005 100 10000000))",
                "(println (got 0) \" \" (got 1))",
                "(println (net-send-udp (got 1) (got 2) \"answer\"))")) {
            newlisp.awaitLine("ready");
            // It binds only now; until then nobody listens, and nobody says so.
            do {
                net.sendTo(LOOPBACK, 4005, bytes("ask"), handle);
            } while (!net.select(handle, 'r', 20_000));

            newlisp.awaitLine("ask " + LOOPBACK);
            newlisp.awaitLine("6");
            assertThat(text(net.receive(handle, 100))).isEqualTo("answer");
        }
    }

    // ---- multicast

    @Test
    void shouldSendToItsGroup() {
        byte[] data = binary(1_000);
        int handle = inHost(() -> net.connect(GROUP, 4006, "multi"));
        try (Newlisp newlisp = new Newlisp(
                HOST,
                "(set 'R (net-listen 4006 \"" + GROUP + "\" \"multi\"))",
                "(println (if R \"ready\" (net-error)))",
                "(set 'got (net-receive-from R 2000) 'data (got 0))",
                SHOW,
                "(println (got 1))",
                "(net-receive R data 2000)",
                SHOW)) {
            newlisp.awaitLine("ready");

            assertThat(net.send(handle, data)).isEqualTo(1_000);
            assertThat(net.sendTo(GROUP, 4006, bytes("again"), handle)).isEqualTo(5);

            newlisp.awaitLine(Newlisp.digest(data));
            newlisp.awaitLine(INTERFACE_ADDRESS);
            newlisp.awaitLine(Newlisp.digest(bytes("again")));
        }
    }

    @Test
    void shouldReceiveFromItsSender() {
        int first = inHost(() -> net.listen(4007, GROUP, "multi"));
        int second = inHost(() -> net.listen(4007, GROUP, "MULTI"));
        try (Newlisp newlisp = new Newlisp(
                HOST,
                "(set 'C (net-connect \"" + GROUP + "\" 4007 \"multi\" 5))",
                "(println (net-send C \"a\\000b\"))",
                "(set 'D (net-connect \"\" 0 \"m\" 1))",
                "(println (net-send-to \"" + GROUP + "\" 4007 \"third\" D))")) {
            newlisp.awaitLine("3");
            newlisp.awaitLine("5");

            assertThat(net.select(List.of(first, second), 'r', MOST_US)).containsExactly(first, second);
            Datagram got = net.receiveFrom(first, 100);
            assertThat(text(got.data())).isEqualTo("a\0b");
            assertThat(got.address()).isEqualTo(INTERFACE_ADDRESS);
            assertThat(text(net.receive(second, 100))).isEqualTo("a\0b");
            assertThat(text(net.receive(second, 100))).isEqualTo("third");
        }
    }

    @Test
    void shouldSayThatAGroupCannotBeReached() {
        HOST.run("ip route del 224.0.0.0/4 dev mc0");
        try {
            HOST.call(() -> {
                assertThat(net.connect(GROUP, 4008, "multi")).isZero();
                assertThat(errorOf(net)).isEqualTo(4);
                assertThat(net.listen(4008, GROUP, "multi")).isZero();
                assertThat(net.error()).isEqualTo(new NetError(10, "Cannot bind socket"));
                assertThat(net.errorDetail()).contains(GROUP, "ENODEV");
                return null;
            });
        } finally {
            HOST.run("ip route add 224.0.0.0/4 dev mc0");
        }
    }

    @Test
    void shouldJoinOnTheDefaultInterface() {
        HOST.run("ip route add 226.0.0.2/32 dev lo");
        try {
            int member = HOST.call(() -> {
                net.interfaceAddress(INTERFACE_ADDRESS);
                return open(net, net.listen(4009, "226.0.0.2", "multi"));
            });
            int sender = inHost(() -> net.connect("", 0, "multi", 1));

            assertThat(net.local(member)).isEqualTo(new Endpoint("0.0.0.0", 4009));
            assertThat(net.sendTo("226.0.0.2", 4009, bytes("by mc0"), sender)).isEqualTo(6);
            assertThat(net.select(member, 'r', MOST_US)).isTrue();
            Datagram got = net.receiveFrom(member, 100);
            assertThat(text(got.data())).isEqualTo("by mc0");
            assertThat(got.address()).isEqualTo(INTERFACE_ADDRESS);
        } finally {
            HOST.run("ip route del 226.0.0.2/32 dev lo");
        }
    }

    @Test
    void shouldSpeakIpv6Multicast() {
        HOST.run("ip -6 route add multicast ff15::/16 dev mc0 table local");
        net.ipv(6);
        int member = inHost(() -> net.listen(4010, "ff15::1", "multi"));
        int sender = inHost(() -> net.connect("ff15::1", 4010, "multi", 1));

        assertThat(net.send(sender, bytes("six"))).isEqualTo(3);

        assertThat(net.select(member, 'r', MOST_US)).isTrue();
        Datagram got = net.receiveFrom(member, 100);
        assertThat(text(got.data())).isEqualTo("six");
        assertThat(got.address()).isEqualTo(INTERFACE_IPV6);
    }
}
