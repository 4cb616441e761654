package io.headgate.net.divert.linux;

import static io.headgate.net.divert.linux.DivertLab.QUEUE;
import static io.headgate.net.divert.linux.DivertLab.any;
import static io.headgate.net.divert.linux.DivertLab.chain;
import static io.headgate.net.divert.linux.DivertLab.ttl;
import static io.headgate.net.lab.RouterLab.PEER_INTERFACE;
import static io.headgate.net.lab.RouterLab.SERVER_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.Threading;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.KernelQueue;
import io.headgate.net.divert.linux.DivertLab.RunningLane;
import io.headgate.net.lab.RequiresRoot;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** More packets than there is room for, and an end while they come. */
@RequiresRoot
@Timeout(60)
class NfqueueLoadIT extends InDivertLab {
    private static final int UDP_PORT = 6000;
    private static final int BURST = 400;
    private static final int AFTERWARDS = 20;

    private static long arrivedAtServer() {
        return lab.server().traffic(PEER_INTERFACE).received();
    }

    private static void send(DatagramSocket from, int count) throws Exception {
        byte[] payload = new byte[1000];
        for (int i = 0; i < count; i++) {
            from.send(new DatagramPacket(payload, payload.length, InetAddress.getByName(SERVER_ADDRESS), UDP_PORT));
        }
    }

    /** Passes nothing on until it is told to. */
    private static Filter blockedBy(CountDownLatch release) {
        return any(packet -> {
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return Verdict.PASS;
        });
    }

    @ParameterizedTest
    @CsvSource({"DEDICATED,true", "DEDICATED,false", "SHARED,true", "SHARED,false"})
    void shouldTellWhatDidNotFitTheSocket(Threading threading, boolean failOpen) throws Exception {
        divert.divertWan();
        CountDownLatch release = new CountDownLatch(1);
        RunningLane lane = divert.start(
                new DivertOptions(QUEUE, Segments.ANY, failOpen, 8192, 4096, null),
                threading,
                4,
                chain(blockedBy(release)));
        try (DatagramSocket client = lab.client().call(() -> new DatagramSocket());
                DatagramSocket server = lab.server().call(() -> new DatagramSocket(UDP_PORT))) {
            assertThat(server.isBound()).isTrue();
            long before = arrivedAtServer();

            send(client, BURST);
            if (failOpen) {
                DivertLab.await("what finds no room to pass", () -> arrivedAtServer() - before > BURST / 2);
            } else {
                DivertLab.await(
                        "what finds no room to be lost",
                        () -> lane.kernelQueue().lost() > BURST / 2);
                assertThat(arrivedAtServer()).isEqualTo(before);
            }
            release.countDown();
            lane.await(
                    "what waited to pass",
                    ledger -> ledger.received() == ledger.reinjected()
                            && lane.kernelQueue().waiting() == 0
                            && ledger.received() > 0);
            // One by one, since there is room for few: their numbers close the last gap.
            for (int i = 0; i < AFTERWARDS; i++) {
                long received = lane.ledger().received();
                send(client, 1);
                lane.await("traffic to go on", ledger -> ledger.received() > received);
            }

            KernelQueue kernelQueue = lane.kernelQueue();
            Ledger ledger = lane.stop();
            long lost = lane.socket().counters().get(Counter.ID_GAPS);
            assertThat(ledger.isBalanced()).isTrue();
            assertThat(ledger.reinjected()).isEqualTo(ledger.received());
            assertThat(ledger.received() + lost).isEqualTo(BURST + AFTERWARDS);
            assertThat(lost).isGreaterThan(BURST / 2);
            assertThat(lane.socket().counters().get(Counter.OVERFLOWS)).isPositive();
            assertThat(kernelQueue.lost()).isEqualTo(failOpen ? 0 : lost);
            assertThat(arrivedAtServer() - before).isEqualTo(failOpen ? BURST + AFTERWARDS : ledger.reinjected());
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldTellWhatDidNotFitTheQueue(boolean failOpen) throws Exception {
        divert.divertWan();
        CountDownLatch release = new CountDownLatch(1);
        RunningLane lane = divert.start(
                new DivertOptions(QUEUE, Segments.ANY, failOpen, 10, 1 << 20, null),
                Threading.DEDICATED,
                64,
                chain(blockedBy(release)));
        try (DatagramSocket client = lab.client().call(() -> new DatagramSocket());
                DatagramSocket server = lab.server().call(() -> new DatagramSocket(UDP_PORT))) {
            assertThat(server.isBound()).isTrue();
            long before = arrivedAtServer();

            send(client, 100);
            if (failOpen) {
                DivertLab.await("what finds no room to pass", () -> arrivedAtServer() - before == 90);
            } else {
                DivertLab.await(
                        "what finds no room to be lost",
                        () -> lane.kernelQueue().lost() == 90);
            }
            assertThat(lane.kernelQueue().waiting()).isEqualTo(10);
            release.countDown();
            lane.await("what waited to pass", ledger -> ledger.reinjected() == 10);

            assertThat(lane.stop().received()).isEqualTo(10);
            assertThat(arrivedAtServer() - before).isEqualTo(failOpen ? 100 : 10);
            assertThat(lane.socket().counters().get(Counter.OVERFLOWS)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldLoseNoPingWhenItEnds(Threading threading) throws Exception {
        divert.divertWan();
        RunningLane lane = divert.start(threading, ttl(42));
        CompletableFuture<String> pings =
                CompletableFuture.supplyAsync(() -> lab.client().run("ping -c 150 -i 0.01 -W 2 " + SERVER_ADDRESS));
        lane.await("pings to flow", ledger -> ledger.received() >= 60);

        Ledger ledger = lane.stop();
        KernelQueue kernelQueue = lane.kernelQueue();
        lane.close();

        assertThat(pings.get(30, TimeUnit.SECONDS))
                .contains(" 150 received")
                .contains("ttl=41")
                .contains("ttl=63");
        assertThat(kernelQueue).isEqualTo(new KernelQueue(true, 0, 0));
        assertThat(ledger.inFlight()).isZero();
        assertThat(ledger.isBalanced()).isTrue();
    }

    /** As fast as a sender can, many times over: every packet that was received gets its verdict. */
    @ParameterizedTest
    @CsvSource({"DEDICATED,true", "DEDICATED,false", "SHARED,true", "SHARED,false"})
    void shouldDecideEverythingItReceivedWhenItEndsUnderLoad(Threading threading, boolean failOpen) throws Exception {
        divert.divertWan();
        AtomicBoolean isDone = new AtomicBoolean();
        try (DatagramSocket client = lab.client().call(() -> new DatagramSocket());
                DatagramSocket server = lab.server().call(() -> new DatagramSocket(UDP_PORT))) {
            assertThat(server.isBound()).isTrue();
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                try {
                    while (!isDone.get()) {
                        send(client, 10);
                    }
                } catch (Exception failed) {
                    throw new AssertionError(failed);
                }
            });
            for (int round = 0; round < 8; round++) {
                RunningLane lane =
                        divert.start(DivertOptions.of(QUEUE, Segments.ANY, failOpen), threading, 64, chain(ttl(42)));
                lane.await("load", ledger -> ledger.received() > 500);

                Ledger ledger = lane.stop();

                assertThat(lane.kernelQueue().waiting()).isZero();
                assertThat(ledger.inFlight()).isZero();
                assertThat(ledger.reinjected()).isEqualTo(ledger.received());
                assertThat(ledger.isBalanced()).isTrue();
                lane.close();
            }
            isDone.set(true);
            load.get(10, TimeUnit.SECONDS);
        }
    }
}
