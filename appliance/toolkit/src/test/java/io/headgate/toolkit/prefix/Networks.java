package io.headgate.toolkit.prefix;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Networks from a seed, which nest and touch, and addresses at and around their edges. */
final class Networks {
    private final SplittableRandom random;
    private final boolean isIpv6;
    private final int bits;
    private final List<Prefix> prefixes = new ArrayList<>();

    Networks(long seed, boolean isIpv6, int count) {
        this.random = new SplittableRandom(seed);
        this.isIpv6 = isIpv6;
        this.bits = isIpv6 ? 128 : 32;
        while (prefixes.size() < count) {
            prefixes.add(next());
        }
    }

    List<Prefix> prefixes() {
        return prefixes;
    }

    /** Anywhere, in the first network given, beside it, or again the same. */
    private Prefix next() {
        int kind = prefixes.isEmpty() ? 0 : random.nextInt(4);
        int length = random.nextInt(bits + 1);
        if (kind == 0) {
            return network(address(random.nextLong(), random.nextLong()), length);
        }
        Prefix known = prefixes.get(random.nextInt(prefixes.size()));
        BigInteger first = number(known.high(), known.low());
        BigInteger last = number(known.lastHigh(), known.lastLow());
        return switch (kind) {
            case 1 -> network(first, Math.max(length, known.length()));
            case 2 -> network(last.add(BigInteger.ONE), random.nextBoolean() ? known.length() : length);
            default -> network(last, length);
        };
    }

    /** An address at an edge of a network, one beside it, or any. */
    BigInteger address() {
        if (random.nextInt(4) == 0) {
            return address(random.nextLong(), random.nextLong());
        }
        Prefix known = prefixes.get(random.nextInt(prefixes.size()));
        BigInteger edge =
                random.nextBoolean() ? number(known.high(), known.low()) : number(known.lastHigh(), known.lastLow());
        return wrap(edge.add(BigInteger.valueOf(random.nextInt(3) - 1)));
    }

    private BigInteger address(long high, long low) {
        return wrap(number(high, low));
    }

    private BigInteger wrap(BigInteger number) {
        return number.mod(BigInteger.ONE.shiftLeft(bits));
    }

    private static BigInteger number(long high, long low) {
        BigInteger unsigned = new BigInteger(Long.toUnsignedString(high)).shiftLeft(Long.SIZE);
        return unsigned.add(new BigInteger(Long.toUnsignedString(low)));
    }

    private Prefix network(BigInteger address, int length) {
        BigInteger cut = wrap(address).shiftRight(bits - length).shiftLeft(bits - length);
        return new Prefix(isIpv6, cut.shiftRight(Long.SIZE).longValue(), cut.longValue(), length);
    }

    /** The model: looks at each network, and keeps the longest that the address begins like. Null if there is none. */
    Prefix longestMatch(BigInteger address) {
        Prefix longest = null;
        for (Prefix prefix : prefixes) {
            int rest = bits - prefix.length();
            boolean isMatch = address.shiftRight(rest)
                    .equals(number(prefix.high(), prefix.low()).shiftRight(rest));
            if (isMatch && (longest == null || prefix.length() > longest.length())) {
                longest = prefix;
            }
        }
        return longest;
    }
}
