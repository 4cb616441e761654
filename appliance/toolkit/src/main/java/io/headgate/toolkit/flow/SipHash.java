package io.headgate.toolkit.flow;

/**
 * SipHash-2-4 with a secret key: whoever chooses addresses and ports cannot choose what they collide with.
 *
 * <p>Shape: words of eight bytes, little-endian, the last one with the message's length in bytes in its highest byte.
 *
 * @see <a href="https://www.aumasson.jp/siphash/siphash.pdf">Aumasson, Bernstein: SipHash, section 2</a>
 */
final class SipHash {
    private final long key0;
    private final long key1;

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    SipHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    SipHash begin() {
        v0 = key0 ^ 0x736F_6D65_7073_6575L;
        v1 = key1 ^ 0x646F_7261_6E64_6F6DL;
        v2 = key0 ^ 0x6C79_6765_6E65_7261L;
        v3 = key1 ^ 0x7465_6462_7974_6573L;
        return this;
    }

    SipHash add(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
        return this;
    }

    /** Takes the last word and gives the hash. */
    long end(long lastWord) {
        add(lastWord);
        v2 ^= 0xFF;
        round();
        round();
        round();
        round();
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
