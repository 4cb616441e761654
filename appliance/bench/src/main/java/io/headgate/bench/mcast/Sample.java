package io.headgate.bench.mcast;

import io.headgate.bench.report.Numbers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a relay did in a measured time under a flood.
 *
 * @param packets it received, each of which it sent four times: none of the sends was refused
 * @param delivered datagrams that the receivers got in that time; what is missing was lost behind the relay's sockets,
 *     where receivers are slower than the flood
 * @param cpuS processor time, user and system, of all its threads
 */
record Sample(long packets, long delivered, double cpuS, double seconds) {
    double packetsPerCpuS() {
        return packets / cpuS;
    }

    double pps() {
        return packets / seconds;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("packets", packets);
        map.put("delivered", delivered);
        map.put("cpuS", Numbers.rounded(cpuS));
        map.put("seconds", Numbers.rounded(seconds));
        map.put("packetsPerCpuS", Numbers.rounded(packetsPerCpuS()));
        return map;
    }
}
