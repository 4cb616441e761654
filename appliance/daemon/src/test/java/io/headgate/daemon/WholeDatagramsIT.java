package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Segments;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.DivertSockets;
import io.headgate.net.divert.DivertBackend;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.DivertSocket;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.IptablesRules;
import io.headgate.testkit.RequiresRoot;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fragments and the rules: what a real kernel puts before the queue. */
@RequiresRoot
@Timeout(60)
class WholeDatagramsIT {
    private static final int QUEUE = 33;
    private static final int PORT = 7_000;
    private static final int PAYLOAD = 4_000;
    private static final IptablesRules PLAIN =
            new IptablesRules(RouterLab.WAN, QUEUE, 1, true, DivertOptions.INJECT_MARK);

    private static RouterLab lab;

    private final SlotRing ring = new SlotRing(64, LaneBell.unheard());
    private final List<String> toRemove = new ArrayList<>();

    @BeforeAll
    static void createLab() {
        lab = RouterLab.create();
        lab.addIpv6();
    }

    @AfterAll
    static void removeLab() {
        lab.close();
    }

    @AfterEach
    void removeRules() {
        toRemove.forEach(lab.router()::run);
    }

    private void apply(IptablesRules rules) {
        rules.add().forEach(lab.router()::run);
        toRemove.addAll(rules.remove());
    }

    /**
     * Sends a datagram in fragments from server to client, which comes in at the diverted interface; returns the lengths of
     * the packets that the queue brings.
     */
    private List<Integer> divert(String destination) throws Exception {
        Host router = lab.router();
        DivertOptions options = DivertOptions.of(QUEUE, Segments.ANY, true);
        byte[] payload = new byte[PAYLOAD];
        new Random(7).nextBytes(payload);
        try (DivertSocket divert = router.call(() -> DivertSockets.open(DivertBackend.AUTO, options, ring));
                DatagramSocket sender = lab.server().call(() -> new DatagramSocket());
                DatagramSocket receiver = lab.client().call(() -> new DatagramSocket(PORT))) {
            sender.send(new DatagramPacket(payload, PAYLOAD, InetAddress.getByName(destination), PORT));
            List<Integer> lengths = decide(divert);

            receiver.setSoTimeout(10_000);
            DatagramPacket datagram = new DatagramPacket(new byte[PAYLOAD + 1], PAYLOAD + 1);
            receiver.receive(datagram);
            assertThat(datagram.getLength()).isEqualTo(PAYLOAD);
            assertThat(datagram.getData()).startsWith(payload);
            assertThat(divert.errors().total()).isZero();
            return lengths;
        }
    }

    /** Accepts what comes, every packet with its bytes, until all of the payload has come. */
    private List<Integer> decide(DivertSocket divert) {
        List<Integer> lengths = new ArrayList<>();
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (lengths.stream().mapToInt(Integer::intValue).sum() < PAYLOAD) {
            assertThat(System.nanoTime()).as("time left; came: %s", lengths).isLessThan(deadlineNs);
            int received = divert.receive();
            if (received <= 0) {
                divert.await(20);
                continue;
            }
            for (int i = 0; i < received; i++) {
                Slot slot = ring.readableSlot(i);
                if (slot.isPacket()) {
                    lengths.add(slot.packetLength());
                    divert.reinject(slot, true);
                }
            }
            assertThat(divert.flush()).isZero();
            ring.release(received);
        }
        return lengths;
    }

    @ParameterizedTest
    @ValueSource(strings = {RouterLab.CLIENT_ADDRESS, RouterLab.CLIENT_IPV6})
    void shouldBringFragmentsAsTheyAreWithoutTheRule(String destination) throws Exception {
        apply(PLAIN);

        assertThat(divert(destination)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({RouterLab.CLIENT_ADDRESS + ", 28", RouterLab.CLIENT_IPV6 + ", 48"})
    void shouldBringAWholeDatagramWithTheRule(String destination, int headers) throws Exception {
        apply(PLAIN.withWholeDatagrams());

        assertThat(divert(destination)).containsExactly(PAYLOAD + headers);
    }

    @Test
    void shouldTrackNoConnectionsForIt() throws Exception {
        apply(PLAIN.withWholeDatagrams());

        divert(RouterLab.CLIENT_ADDRESS);

        assertThat(lab.router()
                        .run("cat /proc/sys/net/netfilter/nf_conntrack_count")
                        .strip())
                .isEqualTo("0");
    }

    @Test
    void shouldLeaveFragmentsAloneOnceTheRuleIsGone() throws Exception {
        IptablesRules whole = PLAIN.withWholeDatagrams();
        whole.add().forEach(lab.router()::run);
        assertThat(divert(RouterLab.CLIENT_ADDRESS)).hasSize(1);
        whole.remove().forEach(lab.router()::run);
        apply(PLAIN);

        assertThat(divert(RouterLab.CLIENT_ADDRESS)).hasSize(3);
    }
}
