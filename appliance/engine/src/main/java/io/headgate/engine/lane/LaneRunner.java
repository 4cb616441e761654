package io.headgate.engine.lane;

import io.headgate.engine.io.PacketSink;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.SlotRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Gives a lane and its sources their threads, and ends them in order: sources ask for no new packets and read what is
 * there, the lane decides what was read, then the filters stop.
 *
 * <p>Thread: {@link #start} and {@link #stop} from one thread, the one that owns the appliance.
 */
public final class LaneRunner {
    /** A sleeping source looks at the world this often, though nothing may happen. */
    private static final long SOURCE_WAIT_NS = 1_000_000_000L;

    /** How long a source sleeps when the ring is full: the lane does not wake it. */
    private static final long RING_FULL_WAIT_NS = 20_000;

    /**
     * Empty duty cycles before a lane with its own thread sleeps, and looks at a full ring before its source does: about
     * the time of one hand-off. A source that slept at once would let the lane run dry, and both would wake each other
     * all the time.
     */
    private static final int SPINS = 200;

    /** For filters that read long lists, or ask other hosts, in onAttach. */
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Lane lane;
    private final Threading threading;
    private final List<PacketSource> sources = new ArrayList<>();
    private final List<Thread> sourceThreads = new ArrayList<>();
    private final LaneThreads threads = new LaneThreads();
    private final CountDownLatch started = new CountDownLatch(1);

    private final LaneBell bell;

    /** Made once: written where it is needed it would be garbage at each sleep. */
    private final BooleanSupplier isNeeded = this::isNeeded;

    private volatile boolean isStopping;
    private volatile boolean isLaneDone;
    private volatile Throwable failure;
    private volatile Throwable refusal;
    private volatile Thread laneThread;
    private Thread.UncaughtExceptionHandler onFailure = (thread, error) -> {};
    private String threadPrefix = "lane-";
    private Duration startLimit = START_LIMIT;

    /** Prepares a lane that does what its filters decide. */
    public LaneRunner(String name, Chain chain, Threading threading) {
        this(name, chain, threading, Enforcement.ENFORCE);
    }

    /** Prepares a lane that does what its filters decide, or only observes. */
    public LaneRunner(String name, Chain chain, Threading threading, Enforcement enforcement) {
        this(name, chain, threading, LaneOptions.DEFAULTS.withEnforcement(enforcement));
    }

    /**
     * Prepares a lane whose bell wakes what this runner will run.
     *
     * @param threading {@link Threading#SHARED} needs exactly one source
     */
    public LaneRunner(String name, Chain chain, Threading threading, LaneOptions options) {
        this.threading = threading;
        this.bell = new LaneBell(
                threading == Threading.SHARED ? new SourceBed(sources, this::lane, SOURCE_WAIT_NS) : new ThreadBed());
        this.lane = new Lane(name, chain, options, bell);
    }

    /** The bell for this lane's rings. */
    public LaneBell bell() {
        return bell;
    }

    /** A ring for {@link #addInput}; as {@link Lane#newRing}. */
    public SlotRing newRing(int slots) {
        return lane.newRing(slots);
    }

    public Lane lane() {
        return lane;
    }

    /** Says who is told, on the failing thread, when a thread ends by an error. Before {@link #start}. */
    public void onFailure(Thread.UncaughtExceptionHandler handler) {
        onFailure = handler;
    }

    /** Says what the name of the lane's thread begins with, and how long its filters may take to start. Before {@link #start}. */
    public void asTrial(String prefix, Duration limit) {
        threadPrefix = prefix;
        startLimit = limit;
    }

    /** Adds a source with its ring, made with this runner's {@link #bell}, and its sink. Before {@link #start}. */
    public void addInput(SlotRing ring, PacketSource source, PacketSink sink) {
        lane.addInput(ring, source, sink);
        sources.add(source);
    }

    /**
     * Starts the filters, then the threads.
     *
     * @throws IllegalStateException if a filter refuses to start
     * @throws StuckException if one is not done with it in time
     */
    public void start() {
        if (threading == Threading.SHARED) {
            if (sources.size() != 1) {
                throw new IllegalArgumentException("lane " + lane.name() + ": threading shared needs one source, not "
                        + sources.size() + "; use threading: dedicated");
            }
            laneThread = threads.addLane(threadPrefix + lane.name(), guarded(() -> runShared(sources.get(0))));
        } else {
            laneThread = threads.addLane(threadPrefix + lane.name(), guarded(this::runLane));
            for (int i = 0; i < sources.size(); i++) {
                PacketSource source = sources.get(i);
                sourceThreads.add(
                        threads.addSource("source-" + lane.name() + "-" + i, guarded(() -> runSource(source))));
            }
        }
        laneThread.start();
        awaitStarted();
        // A source that breaks right after the start is another matter: onFailure hears of it.
        if (refusal != null) {
            throw new IllegalStateException(
                    refusal instanceof IllegalStateException said
                            ? said.getMessage()
                            : "lane " + lane.name() + " does not start: " + StackText.summary(refusal),
                    refusal);
        }
        sourceThreads.forEach(Thread::start);
    }

    private void awaitStarted() {
        try {
            if (!started.await(startLimit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw stuck(startLimit);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while lane " + lane.name() + " started", interrupted);
        }
    }

    /** Whether all filters have started. Any thread. */
    public boolean isStarted() {
        return started.getCount() == 0;
    }

    /** Says where the lane hangs, which was waited for so long. Any thread. */
    public StuckException stuck(Duration limit) {
        Heartbeat heartbeat = lane.heartbeat();
        String filter = heartbeat.filterAt(heartbeat.read());
        return new StuckException(lane.name(), filter, limit.toMillis() + " ms", laneStack());
    }

    /** Keeps what ends a thread, and tells {@link #onFailure}. */
    private Runnable guarded(Runnable body) {
        return () -> {
            try {
                body.run();
            } catch (Throwable error) {
                failure = error;
                if (started.getCount() > 0) {
                    refusal = error;
                    started.countDown();
                }
                onFailure.uncaughtException(Thread.currentThread(), error);
            }
        };
    }

    private void runSource(PacketSource source) {
        int full = 0;
        while (!isStopping) {
            int received = source.receive();
            if (received != PacketSource.RING_FULL) {
                full = 0;
                if (received == 0) {
                    source.awaitNs(SOURCE_WAIT_NS);
                }
            } else if (++full < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, RING_FULL_WAIT_NS);
            }
        }
        drain(source);
    }

    private void drain(PacketSource source) {
        source.quiesce();
        for (int received = source.receive(); received != 0 && !isLaneDone; received = source.receive()) {
            if (received == PacketSource.RING_FULL) {
                LockSupport.parkNanos(this, RING_FULL_WAIT_NS);
            }
        }
    }

    private void runLane() {
        try {
            lane.start();
            started.countDown();
            int idle = 0;
            while (!isStopping || sourceThreads.stream().anyMatch(Thread::isAlive)) {
                if (lane.doWork() > 0) {
                    idle = 0;
                } else if (++idle < SPINS) {
                    Thread.onSpinWait();
                } else {
                    bell.sleepUnless(isNeeded);
                }
            }
            finish();
            lane.releaseHeld();
        } finally {
            isLaneDone = true;
            lane.stop();
        }
    }

    private void runShared(PacketSource source) {
        try {
            lane.start();
            started.countDown();
            while (!isStopping) {
                int received = source.receive();
                if (lane.doWork() == 0 && received == 0) {
                    bell.sleepUnless(isNeeded);
                }
            }
            source.quiesce();
            do {
                finish();
            } while (source.receive() != 0);
            finish();
            lane.releaseHeld();
        } finally {
            isLaneDone = true;
            lane.stop();
        }
    }

    /** Whether the lane's thread has something to do. */
    private boolean isNeeded() {
        return isStopping || lane.hasWork();
    }

    private void finish() {
        while (lane.doWork() > 0) {
            // Everything published before the sources ended gets its verdict.
        }
    }

    /** Asks sources and lane to end as {@link #stop} does, without waiting for them. Any thread. */
    public void requestStop() {
        isStopping = true;
        sources.forEach(PacketSource::wakeup);
        bell.ring();
    }

    /**
     * Ends sources and lane.
     *
     * @param limit how long to wait for them; at least a moment, whatever it says
     * @return whether every thread ended in time
     */
    public boolean stop(Duration limit) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        requestStop();
        return threads.awaitEnd(deadlineNs);
    }

    /**
     * What the lane's thread is doing, a line for each frame; empty before the start. Waits until that thread can be
     * looked at, which one in a long counted loop may delay. Any thread.
     */
    public String laneStack() {
        StringBuilder text = new StringBuilder();
        if (laneThread != null) {
            StackText.appendFrames(text, laneThread.getStackTrace());
        }
        return text.toString();
    }

    /** What ended a thread before its time, null if nothing did. Any thread. */
    public Throwable failure() {
        return failure;
    }

    /** For a lane with its own thread. */
    private final class ThreadBed implements LaneBell.Bed {
        @Override
        public void sleep() {
            LockSupport.parkNanos(LaneRunner.this, lane.sleepNs());
        }

        @Override
        public void wake() {
            LockSupport.unpark(laneThread);
        }
    }
}
