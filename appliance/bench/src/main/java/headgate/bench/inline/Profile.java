package headgate.bench.inline;

/** What crosses the router. */
enum Profile {
    /** Small packets, each on its own: segments of 400 bytes, cut and summed by the sender. */
    MSS400("mss400", 400, false),

    /** Bulk traffic as hosts send it: segments left uncut and unsummed for the interface to finish. */
    MTU("mtu", 0, true);

    private final String label;
    private final int mss;
    private final boolean hasOffloads;

    Profile(String label, int mss, boolean hasOffloads) {
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

    boolean hasOffloads() {
        return hasOffloads;
    }
}
