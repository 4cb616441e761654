package io.headgate.bench.inline;

import io.headgate.bench.lab.IperfResult;
import io.headgate.bench.lab.Usage;
import io.headgate.bench.report.Numbers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One case measured once.
 *
 * @param packets given to the program behind the queue, warm-up included
 */
record Sample(IperfResult transfer, Usage usage, long packets) {
    double mbitPerS() {
        return transfer.mbitPerS();
    }

    /** Seconds of processor time the program behind the queue took for 10^9 bytes on the wire. */
    double cpuPerGB() {
        return usage.processCpuPerGB();
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("mbitPerS", Numbers.rounded(mbitPerS()));
        map.put("retransmits", transfer.retransmits());
        map.put("packets", packets);
        map.put("wireBytes", usage.wireBytes());
        map.put("cpuS", Numbers.rounded(usage.processCpuS()));
        map.put("cpuPerGB", Numbers.rounded(cpuPerGB()));
        map.put("machineCpuPerGB", Numbers.rounded(usage.machineCpuPerGB()));
        return map;
    }
}
