package io.headgate.api;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/**
 * What a lane offers a filter. Thread: what is declared or looked up by name ({@link #drop}, {@link #reject}, {@link
 * #counter}, {@link #gauge}, {@link #histogram}, {@link #event}, {@link #mirror}, {@link #telemetry}) only from {@link
 * Filter#onAttach}; the rest from the lane's thread, but {@link #nowNs} from any.
 *
 * <p>What touches packets ({@link #hold}, {@link #clone}, {@link #inject}, {@link Event#emit}, {@link Mirror#copy}) is for
 * packets, batches and ticks. In {@link Filter#onAttach}, {@link Filter#onDetach}, {@link StateHandover} and on threads of the
 * filter's own an {@link IllegalStateException} refuses it: the lane may be at work then, or have sent its last batch.
 *
 * <p>Names are lower case, digits and dashes, as in {@code ttl-expired}; declaring one again gives the same thing. A name
 * of another form is refused by an {@link IllegalArgumentException}, and so is one that stands for something else already.
 */
public interface FilterContext {
    /** Name of the lane that runs the filter. */
    String laneName();

    /** Names of the interfaces whose packets come here, as configured; empty if the configuration names none. */
    List<String> interfaceNames();

    /** Logger of this filter on this lane; not to be used per packet. */
    Logger logger();

    /**
     * The time, nanoseconds since 1970-01-01 UTC by the clock of {@link Packet#timestampNs}: that of the latest packet and
     * what has passed since. In a replayed capture and in tests it is theirs.
     */
    long nowNs();

    /**
     * A source of random numbers of this filter alone: not for keys. With {@code seed} in the lane's configuration it gives
     * the same numbers in every run.
     */
    RandomGenerator random();

    /**
     * Declares a reason to drop packets and makes the verdict for it.
     *
     * @param reason name of the counter
     * @param explanation one sentence for the operator
     * @return the verdict to return for each packet dropped for this reason
     */
    Verdict drop(String reason, String explanation);

    /**
     * Declares a reason to drop packets and tell their senders. The answer leaves by routing, so it reaches hosts beyond this
     * one. None is sent to multicast and broadcast packets, to fragments but the first, to errors and resets, and beyond a
     * rate that the lane sets; the packet is dropped all the same.
     *
     * @param kind what they are told
     * @return the verdict to return for each packet rejected for this reason
     */
    Verdict reject(Rejection kind, String reason, String explanation);

    /**
     * Keeps a packet back. When due it goes on with the next filter of the chain, and with what this filter changed.
     *
     * @param untilNs by {@link #nowNs}; what is not later than now goes on at once, behind what was to go on before
     * @return the verdict to return for the packet at hand, and only for it
     * @throws IllegalStateException without {@link Permission#HOLD}, or outside of {@link Filter#onPacket}
     */
    Verdict hold(long untilNs);

    /**
     * Sends a copy of the packet as it stands on its way too: when due it goes on with the next filter of the chain, and
     * leaves by routing, so it goes out, never in to this host. The copy is what it is whatever becomes of the packet.
     *
     * @param untilNs by {@link #nowNs}; what is not later than now goes on behind the packet at hand
     * @return false if there was no room for it; counted
     * @throws IllegalStateException without {@link Permission#INJECT}, or outside of {@link Filter#onPacket}
     */
    boolean clone(Packet packet, long untilNs);

    /**
     * Sends a packet of the filter's own. It leaves by routing at the end of the batch and passes no filter. Lengths and
     * checksums are filled in.
     *
     * @param packet from the IP header on, between position and limit; copied at once
     * @return false if there was no room for it; counted
     * @throws IllegalArgumentException if it is no whole IP packet
     * @throws IllegalStateException without {@link Permission#INJECT}, or outside of packets, batches and ticks
     */
    boolean inject(ByteBuffer packet);

    /**
     * Declares a counter, which starts at 0 and is shown under the filter's name.
     *
     * @param explanation what is counted, for the operator
     */
    Counter counter(String name, String explanation);

    /**
     * Declares a gauge, likewise.
     *
     * @param name with its unit, where it has one: {@code jitter-us}
     * @param explanation what it shows, for the operator
     */
    Gauge gauge(String name, String explanation);

    /**
     * Declares a histogram, likewise.
     *
     * @param name with its unit, where it has one
     * @param explanation what is recorded, for the operator
     */
    Histogram histogram(String name, String explanation);

    /**
     * Declares an event.
     *
     * @param explanation what happened when it is emitted, for the operator
     */
    Event event(String name, String explanation);

    /**
     * Looks up a mirror of the configuration.
     *
     * @throws IllegalArgumentException if there is none of that name, naming those there are
     * @throws IllegalStateException without {@link Permission#MIRROR}
     */
    Mirror mirror(String name);

    /** Looks up a number that hosts report; it need not have been reported yet. */
    Telemetry telemetry(String name);
}
