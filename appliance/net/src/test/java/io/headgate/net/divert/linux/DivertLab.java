package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.KernelQueue;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import io.headgate.net.sys.Sys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/** A lab whose router diverts to lanes of this process. */
final class DivertLab implements AutoCloseable {
    static final int QUEUE = 20;
    static final int SLOTS = 256;

    private static final long LIMIT_S = 20;
    private static final List<String> FAMILIES = List.of("iptables", "ip6tables");
    private static final String EXEMPT = " -m mark ! --mark 0x40000000/0x40000000 -j NFQUEUE ";

    final RouterLab lab = RouterLab.create();
    private final List<RunningLane> lanes = new ArrayList<>();

    /** What comes in and what goes out by the router's wan interface, as the appliance's own rules do it. */
    void divertWan(String target) {
        for (String command : FAMILIES) {
            lab.router().run(command + " -w -t raw -A PREROUTING -i wan" + EXEMPT + target);
            lab.router().run(command + " -w -t mangle -A POSTROUTING -o wan" + EXEMPT + target);
        }
    }

    void divertWan() {
        divertWan("--queue-num " + QUEUE + " --queue-bypass");
    }

    /** What the router itself sends. */
    void divertLocal() {
        lab.router().run("iptables -w -t raw -A OUTPUT -p udp" + EXEMPT + "--queue-num " + QUEUE);
    }

    /** Removes rules and lanes, for the next test. */
    void reset() {
        for (String command : FAMILIES) {
            lab.router().run(command + " -w -t raw -F");
            lab.router().run(command + " -w -t mangle -F");
        }
        lanes.forEach(RunningLane::close);
        lanes.clear();
    }

    @Override
    public void close() {
        lanes.forEach(RunningLane::close);
        lab.close();
    }

    RunningLane start(Threading threading, Filter... filters) {
        Chain chain = chain(filters);
        return start(DivertOptions.of(QUEUE, chain.segments(), true), threading, SLOTS, chain);
    }

    /** Threads inherit the namespace of the one that starts them. */
    RunningLane start(DivertOptions options, Threading threading, int slots, Chain chain) {
        RunningLane lane = lab.router().call(() -> {
            LaneRunner runner = new LaneRunner("test-" + options.port(), chain, threading);
            SlotRing ring = new SlotRing(slots, runner.bell());
            NfqueueSocket socket = NfqueueSocket.open(Sys.libc(), options, ring);
            runner.addInput(ring, socket, socket);
            runner.start();
            return new RunningLane(lab.router(), runner, socket);
        });
        lanes.add(lane);
        return lane;
    }

    static Chain chain(Filter... filters) {
        List<Chain.Step> steps = new ArrayList<>();
        for (Filter filter : filters) {
            steps.add(new Chain.Step("f" + steps.size(), filter, OnError.PASS));
        }
        return new Chain(steps);
    }

    /** A filter that copes with uncut segments. */
    static Filter any(Function<Packet, Verdict> body) {
        return new Filter() {
            @Override
            public Verdict onPacket(Packet packet) {
                return body.apply(packet);
            }

            @Override
            public Segments segments() {
                return Segments.ANY;
            }
        };
    }

    static Filter wire(Function<Packet, Verdict> body) {
        return body::apply;
    }

    /** Changes every packet where everybody can see it. */
    static Filter ttl(int ttl) {
        return any(packet -> {
            packet.ipv4().ttl(ttl);
            return Verdict.PASS;
        });
    }

    static void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time left for: " + what).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    /** A lane at work. */
    record RunningLane(Host host, LaneRunner runner, NfqueueSocket socket) {
        Ledger ledger() {
            try {
                return runner.lane().requestLedger().get(LIMIT_S, TimeUnit.SECONDS);
            } catch (Exception silent) {
                throw new AssertionError("the lane does not answer", silent);
            }
        }

        Ledger await(String what, Predicate<Ledger> condition) {
            DivertLab.await(what, () -> condition.test(ledger()));
            return ledger();
        }

        /** Ends the threads; the ledger as it then stands. */
        Ledger stop() {
            assertThat(runner.stop(Duration.ofSeconds(LIMIT_S))).isTrue();
            assertThat(runner.failure()).isNull();
            return runner.lane().ledger();
        }

        KernelQueue kernelQueue() {
            return host.call(socket::kernelQueue);
        }

        void close() {
            runner.stop(Duration.ofSeconds(LIMIT_S));
            socket.close();
        }
    }
}
