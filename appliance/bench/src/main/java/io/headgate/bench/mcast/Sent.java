package io.headgate.bench.mcast;

/** What a sender has sent, and in what time. */
record Sent(long packets, double seconds) {
    /** Of {@code 290764 in 4.000312 s}. */
    static Sent parse(String text) {
        String[] words = text.split(" ", -1);
        return new Sent(Long.parseLong(words[0]), Double.parseDouble(words[2]));
    }

    double pps() {
        return packets / seconds;
    }
}
