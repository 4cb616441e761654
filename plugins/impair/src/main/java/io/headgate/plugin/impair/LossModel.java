package io.headgate.plugin.impair;

import java.util.random.RandomGenerator;

/**
 * Loss after Gilbert and Elliott: a link that is good or bad, and loses packets more or less often.
 *
 * <pre>
 *              p                   in good: a packet gets through with k
 *      good ------> bad            in bad:  a packet gets through with h
 *           <------                after each packet the link stays or changes
 *              r
 * </pre>
 *
 * With h = 0 and k = 1 losses come in bursts of 1/r packets on average, and p / (p + r) of all packets are lost. With p = 0
 * each packet is lost for itself, with 1 - k.
 *
 * @see <a href="https://doi.org/10.1002/j.1538-7305.1963.tb00955.x">Elliott: Estimates of error rates for codes on burst-noise
 *     channels</a>
 */
final class LossModel {
    private final double toBad;
    private final double toGood;
    private final double throughBad;
    private final double throughGood;
    private boolean isBad;

    /**
     * Makes a good link.
     *
     * @param p from good to bad, 0 to 1
     * @param r from bad to good, above 0 to 1
     * @param h gets through a bad link, 0 to 1
     * @param k gets through a good link, 0 to 1
     */
    LossModel(double p, double r, double h, double k) {
        toBad = p;
        toGood = r;
        throughBad = h;
        throughGood = k;
    }

    /** Each packet for itself. */
    static LossModel independent(double share) {
        return new LossModel(0, 1, 0, 1 - share);
    }

    /**
     * In bursts.
     *
     * @param share lost of all, below 1
     * @param burst mean number of packets lost in a row, 1 or more and large enough: {@link #leastBurst}
     */
    static LossModel bursts(double share, double burst) {
        double r = 1 / burst;
        return new LossModel(Math.min(1, share * r / (1 - share)), r, 0, 1);
    }

    /** The least mean burst with which a share can be lost: between two bursts at least one packet gets through. */
    static double leastBurst(double share) {
        return Math.max(1, share / (1 - share));
    }

    /** Whether a link loses nothing. */
    boolean isNone() {
        return throughGood >= 1 && toBad <= 0;
    }

    /** Whether the next packet is lost. */
    boolean loses(RandomGenerator random) {
        boolean isLost = !Chance.of(isBad ? throughBad : throughGood, random);
        if (Chance.of(isBad ? toGood : toBad, random)) {
            isBad = !isBad;
        }
        return isLost;
    }
}
