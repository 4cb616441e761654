package io.headgate.bench.inline;

/** What crosses the router. */
enum Profile {
    /** Small packets, each on its own: segments of 400 bytes, cut and summed by the sender. */
    MSS400("mss400", 400, false, 3_000_000),

    /** Bulk traffic as hosts send it: segments left uncut and unsummed for the interface to finish. */
    MTU("mtu", 0, true, 4_194_304);

    private final String label;
    private final int mss;
    private final boolean hasOffloads;
    private final int sendBuffer;

    Profile(String label, int mss, boolean hasOffloads, int sendBuffer) {
        this.sendBuffer = sendBuffer;
        this.label = label;
        this.mss = mss;
        this.hasOffloads = hasOffloads;
    }

    String label() {
        return label;
    }

    /** Longest segment in bytes, 0 for what the interface allows. */
    int mss() {
        return mss;
    }

    /**
     * Most bytes of memory the sender's socket takes; what is in flight has to fit the kernel's queue. Small packets fill
     * it long before their bytes do: of 400 bytes each, 3 MB are about 7,000 packets, and the queue holds 8,192.
     */
    int sendBuffer() {
        return sendBuffer;
    }

    boolean hasOffloads() {
        return hasOffloads;
    }
}
