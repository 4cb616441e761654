package io.headgate.plugin.anonymise;

import io.headgate.toolkit.anonymise.CryptoPan;
import io.headgate.toolkit.prefix.Prefix;
import io.headgate.toolkit.prefix.PrefixSet;
import java.util.stream.Stream;

/**
 * What stands for an address. Special addresses may stay, since a packet without them means something else, or nothing;
 * then what would become one is replaced once more, until it is none, so that still no two addresses become the same.
 */
final class Addresses {
    /** RFC 6890 and RFC 4291, section 2.4: what no host has as its global address. */
    private static final PrefixSet SPECIAL = PrefixSet.of(
            Stream.of("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/127", "fe80::/10", "ff00::/8")
                    .map(Prefix::parse));

    /** Addresses that are remembered: 1 MB. */
    private static final int CACHE = 1 << 14;

    private final CryptoPan pan;
    private final boolean keepsSpecial;

    private long high;
    private long low;

    /**
     * Makes the replacement of a key.
     *
     * @param key {@link CryptoPan#KEY_BYTES} bytes
     */
    Addresses(byte[] key, boolean keepsSpecial) {
        this.pan = new CryptoPan(key, CACHE);
        this.keepsSpecial = keepsSpecial;
    }

    /** What stands for this IPv4 address. */
    int replace(int address) {
        if (keepsSpecial && SPECIAL.contains(address)) {
            return address;
        }
        int replaced = pan.anonymise(address);
        while (keepsSpecial && SPECIAL.contains(replaced)) {
            replaced = pan.anonymise(replaced);
        }
        return replaced;
    }

    /** Finds what stands for this IPv6 address; {@link #high} and {@link #low} are it until the next call. */
    void replace(long addressHigh, long addressLow) {
        high = addressHigh;
        low = addressLow;
        if (keepsSpecial && SPECIAL.contains(high, low)) {
            return;
        }
        do {
            pan.anonymise(high, low);
            high = pan.high();
            low = pan.low();
        } while (keepsSpecial && SPECIAL.contains(high, low));
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }
}
