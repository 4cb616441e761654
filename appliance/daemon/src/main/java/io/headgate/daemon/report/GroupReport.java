package io.headgate.daemon.report;

import io.headgate.net.multicast.watch.QuerierStatus;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the network was seen to know of each group, as people and programs read it.
 *
 * @param groups in the order of lanes and interfaces
 */
public record GroupReport(List<OfGroup> groups) {
    private static final long MS_NS = 1_000_000L;
    private static final double SECOND_NS = 1e9;

    public GroupReport {
        groups = List.copyOf(groups);
    }

    /**
     * A group on an interface.
     *
     * @param isWatched false if the interface is gone or could not be watched, and for link-local groups
     * @param querier the last one; empty if none was seen
     * @param queryAgeNs since the last query for all groups
     * @param reportAgeNs since the last report that counts for this host; empty if none was seen
     * @param rejoins how often it was reported unasked
     */
    public record OfGroup(
            String lane,
            InetAddress group,
            String interfaceName,
            boolean isWatched,
            Optional<QuerierStatus> querier,
            Optional<Long> queryAgeNs,
            Optional<Long> reportAgeNs,
            long rejoins) {
        /** What was never seen is left out. */
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("lane", lane);
            map.put("group", group.getHostAddress());
            map.put("interface", interfaceName);
            map.put("watched", isWatched);
            querier.ifPresent(status -> {
                map.put("querier", status.address().getHostAddress());
                map.put("querierVersion", status.version());
            });
            queryAgeNs.ifPresent(age -> map.put("lastQueryAgeMs", age / MS_NS));
            reportAgeNs.ifPresent(age -> map.put("lastReportAgeMs", age / MS_NS));
            map.put("rejoins", rejoins);
            return map;
        }

        private String toText() {
            String start = lane + " group " + group.getHostAddress() + " on " + interfaceName + ": ";
            if (!isWatched) {
                return start + "not watched";
            }
            String asked = querier.map(status -> protocol(group instanceof Inet6Address, status.version()) + " querier "
                            + status.address().getHostAddress() + ", last query "
                            + ago(queryAgeNs.orElseThrow()))
                    .orElse("no querier seen");
            String answered =
                    reportAgeNs.map(age -> ", last report " + ago(age)).orElse(", no report seen");
            return start + asked + answered + ", re-joins " + rejoins;
        }

        private static String ago(long ageNs) {
            return String.format(Locale.ROOT, "%.1f s ago", ageNs / SECOND_NS);
        }
    }

    /** As in {@code IGMPv3}. */
    public static String protocol(boolean isIpv6, int version) {
        return (isIpv6 ? "MLDv" : "IGMPv") + version;
    }

    /** An object for each group. */
    public List<Map<String, Object>> toList() {
        List<Map<String, Object>> list = new ArrayList<>();
        groups.forEach(group -> list.add(group.toMap()));
        return list;
    }

    /** A line for each group, each after a line end. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        groups.forEach(group -> text.append(System.lineSeparator()).append(group.toText()));
        return text.toString();
    }
}
