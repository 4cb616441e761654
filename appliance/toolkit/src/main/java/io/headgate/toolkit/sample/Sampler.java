package io.headgate.toolkit.sample;

import io.headgate.api.Packet;

/**
 * Takes one packet of {@code n} on average. Of {@code n} = 1 it takes all. What was counted in the sample, times
 * {@link #oneOf}, is an unbiased estimate of what was there; that of a sampler by flow scatters by whole flows.
 */
public abstract class Sampler {
    private final int oneOf;

    /** Checks the rate. */
    Sampler(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("a sampler takes one of 1 or more packets: " + n);
        }
        this.oneOf = n;
    }

    /**
     * Takes each nth packet, the first of them after n - 1 others (systematic count-based sampling, RFC 5475, section
     * 5.1). Traffic that repeats with n, such as one packet from each of n senders in turn, is seen one-sidedly; there
     * take {@link #random}.
     *
     * @throws IllegalArgumentException if n is less than 1
     */
    public static Sampler everyNth(int n) {
        return new EveryNth(n);
    }

    /**
     * Takes each packet with a probability of 1/n, whatever became of the others (uniform probabilistic sampling, RFC
     * 5475, section 5.2.2.1). The same seed takes the same packets of the same traffic.
     *
     * @throws IllegalArgumentException if n is less than 1
     */
    public static Sampler random(int n, long seed) {
        return new AtRandom(n, seed);
    }

    /**
     * Takes all packets of one flow of n, both directions, and none of the others (hash-based selection, RFC 5475,
     * section 6.2). Samplers of one seed take the same flows, wherever they are; who does not know the seed cannot
     * choose flows that are never taken. What a flow is says {@link FlowHash}.
     *
     * @throws IllegalArgumentException if n is less than 1
     */
    public static Sampler byFlow(int n, long seed) {
        return new ByFlow(n, seed);
    }

    /** Whether this packet is one of the sample; to be asked once per packet. */
    public abstract boolean takes(Packet packet);

    /** How many packets one stands for. */
    public final int oneOf() {
        return oneOf;
    }
}
