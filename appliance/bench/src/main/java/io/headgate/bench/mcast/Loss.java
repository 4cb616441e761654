package io.headgate.bench.mcast;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What went missing at the highest rate tried at which the loop in C lost nothing.
 *
 * @param ratePps packets a second that were sent to the relay, measured
 * @param sent packets
 * @param lost datagrams that receivers did not get, of four for each packet
 */
record Loss(Sizes sizes, int ratePps, long sent, long lost) {
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sizes", sizes.label());
        map.put("ratePps", ratePps);
        map.put("sent", sent);
        map.put("lost", lost);
        return map;
    }
}
