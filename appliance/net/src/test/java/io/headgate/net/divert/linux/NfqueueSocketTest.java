package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Segments;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.HeldSlots;
import io.headgate.net.sys.Linux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class NfqueueSocketTest {
    /** A number that no queue of this machine has. */
    private static final int PORT = 61_234;

    private static final DivertOptions OPTIONS = DivertOptions.of(PORT, Segments.ANY, true);

    private final ScriptedKernel kernel = new ScriptedKernel();
    private final SlotRing ring = TestRings.of(4);

    private NfqueueSocket open() {
        return NfqueueSocket.open(kernel, OPTIONS, ring);
    }

    /** Open, and the kernel's answer read. */
    private NfqueueSocket opened() {
        NfqueueSocket socket = open();
        socket.receive();
        acceptAll(socket);
        return socket;
    }

    private static byte[] packet(int id) {
        return NetlinkMessage.packet(id, 0).attribute(10, new byte[20]).bytes();
    }

    /** Decides what the lane would, and gives the slots back. */
    private void acceptAll(NfqueueSocket socket) {
        int count = ring.readable(PacketSource.BATCH);
        for (int i = 0; i < count; i++) {
            if (ring.readableSlot(i).isPacket()) {
                socket.reinject(ring.readableSlot(i), false);
            }
        }
        socket.flush();
        ring.release(count);
    }

    // ---- opening

    private void assertRefused(String... messageParts) {
        assertThatThrownBy(this::open).isInstanceOf(SourceException.class).hasMessageContainingAll(messageParts);
        assertThat(kernel.open).as("descriptors left open").isEmpty();
        assertThat(kernel.closedTwice).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Linux.EPROTONOSUPPORT, Linux.EAFNOSUPPORT})
    void shouldSayWhichModuleIsMissing(int errno) {
        kernel.failures.put("socket", errno);

        assertRefused("NOSUPPORT", "load nfnetlink and nfnetlink_queue");
    }

    @Test
    void shouldSayWhichRightIsMissingForTheSocket() {
        kernel.failures.put("socket", Linux.EPERM);

        assertRefused("EPERM", "root", "CAP_NET_ADMIN");
    }

    @Test
    void shouldSayWhichRightIsMissingForTheQueue() {
        kernel.answers.add(Linux.EPERM);

        assertRefused("queue " + PORT, "root", "CAP_NET_ADMIN");
    }

    @Test
    void shouldSayWhichRightIsMissingForInjection() {
        kernel.failures.put("raw socket", Linux.EPERM);

        assertRefused("raw socket", "EPERM", "CAP_NET_RAW");
    }

    @Test
    void shouldSayWhichRightIsMissingForTheMark() {
        kernel.failures.put("setsockopt " + Linux.SO_MARK, Linux.EPERM);

        assertRefused("mark", "EPERM");
    }

    @Test
    void shouldSayThatTheKernelHasNoQueues() {
        kernel.answers.add(Linux.EINVAL);

        assertRefused("EINVAL", "nfnetlink_queue");
    }

    @Test
    void shouldSayWhatFailedOtherwise() {
        kernel.answers.add(95);

        assertRefused("queue " + PORT, "Operation not supported");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bind", "getsockname", "getsockopt", "eventfd"})
    void shouldLeaveNothingOpenWhenACallFails(String call) {
        kernel.failures.put(call, 12);

        assertRefused(call, "ENOMEM");
    }

    @Test
    void shouldTakeASmallerBufferWhereALargeOneMayNotBeForced() {
        kernel.failures.put("setsockopt " + Linux.SO_RCVBUFFORCE, Linux.EPERM);
        kernel.failures.put("setsockopt " + Linux.SO_SNDBUFFORCE, Linux.EPERM);

        open().close();

        assertThat(kernel.open).isEmpty();
    }

    @Test
    void shouldNotWaitForeverForAKernelThatDoesNotAnswer() {
        kernel.isSilent = true;

        assertRefused("did not answer");
    }

    @Test
    void shouldOpenThoughPacketsFillTheRingBeforeTheAnswer() {
        for (int i = 1; i <= 10; i++) {
            kernel.incoming.add(packet(i));
        }

        NfqueueSocket socket = open();

        assertThat(ring.publishedPackets())
                .as("published by the opening thread")
                .isZero();
        for (int i = 0; i < 4; i++) {
            socket.receive();
            acceptAll(socket);
        }
        assertThat(ring.publishedPackets()).isEqualTo(10);
        assertThat(kernel.verdicts).last().extracting(VerdictStream.Message::id).isEqualTo(10);
    }

    @Test
    void shouldCountAnOverflowAndGoOn() {
        NfqueueSocket socket = opened();
        kernel.overflow();
        kernel.incoming.add(packet(1));

        assertThat(socket.receive()).isEqualTo(1);
        assertThat(socket.counters().get(Counter.OVERFLOWS)).isEqualTo(1);
    }

    // ---- closing

    @Test
    void shouldCloseOnce() {
        NfqueueSocket socket = open();

        socket.close();
        socket.close();

        assertThat(kernel.open).isEmpty();
        assertThat(kernel.closedTwice).isEmpty();
    }

    /** By then the number may be somebody else's file. */
    @Test
    void shouldNotWriteToADescriptorThatIsClosed() {
        NfqueueSocket socket = open();
        socket.wakeup();
        socket.close();

        socket.wakeup();
        socket.requestReopen();

        assertThat(kernel.wakeups).isEqualTo(1);
    }

    // ---- a queue that is gone

    /** Numbers begin anew with a new queue: an old verdict on "all up to 12" would decide its first twelve unseen. */
    @Test
    void shouldOpenAgainOnlyWhenEveryPacketOfTheOldQueueIsDecided() {
        NfqueueSocket socket = opened();
        kernel.incoming.add(packet(11));
        kernel.incoming.add(packet(12));
        socket.receive();
        int before = kernel.configurations.size();

        socket.requestReopen();
        socket.receive();
        socket.receive();
        assertThat(kernel.configurations)
                .as("while packets of the old queue wait")
                .hasSize(before);

        acceptAll(socket);
        kernel.incoming.add(NetlinkMessage.error(Linux.ENODEV, RequestTag.of(RequestTag.ACCEPT, 2)));
        kernel.incoming.add(packet(13));
        socket.receive();
        assertThat(kernel.configurations)
                .as("while messages of the old queue come")
                .hasSize(before);

        acceptAll(socket);
        socket.receive();
        assertThat(kernel.configurations).hasSize(before + 1);
        assertThat(kernel.incoming).as("the kernel's answer").hasSize(1);
    }

    @Test
    void shouldCountEachOpeningOnce() {
        NfqueueSocket socket = opened();
        for (int i = 0; i < 3; i++) {
            kernel.incoming.add(NetlinkMessage.error(Linux.ENODEV, RequestTag.of(RequestTag.ACCEPT, 1)));
        }

        for (int i = 0; i < 5; i++) {
            socket.receive();
            acceptAll(socket);
        }

        assertThat(socket.counters().get(Counter.REOPENED)).isEqualTo(1);
        assertThat(socket.counters().refusals().byErrno()).containsOnly(java.util.Map.entry(Linux.ENODEV, 3L));
    }

    @Test
    void shouldNotCountAnOpeningThatIsRefused() {
        NfqueueSocket socket = opened();
        kernel.answers.add(Linux.EBUSY);

        socket.requestReopen();
        for (int i = 0; i < 3; i++) {
            socket.receive();
            acceptAll(socket);
        }

        assertThat(socket.counters().get(Counter.REOPENED)).isZero();
    }

    @Test
    void shouldNotOpenAgainWhenItIsToEnd() {
        NfqueueSocket socket = opened();
        socket.quiesce();
        int before = kernel.configurations.size();

        socket.requestReopen();
        socket.receive();

        assertThat(kernel.configurations).hasSize(before);
    }

    /** The new queue counts from 1 again: a verdict on the held packet would decide another one, unseen. */
    @Test
    void shouldForgetHeldPacketsOfTheOldQueue() {
        HeldSlots spares = new HeldSlots(ring, 1);
        NfqueueSocket socket = opened();
        kernel.incoming.add(packet(1));
        socket.receive();
        socket.hold(ring.readableSlot(0));
        Slot held = spares.copy(ring.readableSlot(0));
        socket.flush();
        ring.release(1);

        socket.requestReopen();
        socket.receive();
        socket.receive();
        acceptAll(socket);
        assertThat(socket.counters().get(Counter.REOPENED)).isEqualTo(1);
        kernel.incoming.add(packet(1));
        socket.receive();
        socket.reinject(held, false);
        assertThat(socket.flush()).isEqualTo(1);

        assertThat(socket.errors().byErrno()).containsOnly(java.util.Map.entry(Linux.ENODEV, 1L));
        assertThat(kernel.verdicts).as("the new packet is not decided yet").isEmpty();
        acceptAll(socket);
        assertThat(kernel.verdicts).singleElement().returns(1, VerdictStream.Message::id);
    }
}
