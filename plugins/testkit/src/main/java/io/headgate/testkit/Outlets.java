package io.headgate.testkit;

import io.headgate.api.Event;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.api.Telemetry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a filter's events and copies go, and where the numbers that it reads come from. */
final class Outlets {
    /** As an appliance keeps of an event's detail. */
    private static final int MAX_DETAIL = 256;

    private final Map<String, List<byte[]>> mirrors = new LinkedHashMap<>();
    private final Map<String, Reported> reports = new LinkedHashMap<>();
    private final List<EmittedEvent> events = new ArrayList<>();
    private ManualClock clock;

    /** A number that a host reports. */
    private final class Reported implements Telemetry {
        private double value;
        private long reportedNs;
        private boolean isReported;

        @Override
        public double value() {
            return value;
        }

        @Override
        public long ageNs() {
            return isReported ? Math.max(0, clock.nowNs() - reportedNs) : NEVER;
        }
    }

    void addMirror(String name) {
        mirrors.put(name, new ArrayList<>());
    }

    /** Sets the clock by which reports age; those that are there were made now. */
    void start(ManualClock manual) {
        clock = manual;
        reports.values().forEach(report -> report.reportedNs = manual.nowNs());
    }

    void report(String name, double value) {
        Reported report = reports.computeIfAbsent(name, any -> new Reported());
        report.value = value;
        report.isReported = true;
        report.reportedNs = clock == null ? 0 : clock.nowNs();
    }

    Telemetry telemetry(String name) {
        return reports.computeIfAbsent(name, any -> new Reported());
    }

    Mirror mirror(String name) {
        List<byte[]> copies = mirrors.get(name);
        if (copies == null) {
            throw new IllegalArgumentException("there is no mirror '" + name + "'; there are: "
                    + (mirrors.isEmpty() ? "none" : String.join(", ", mirrors.keySet())));
        }
        return packet -> copies.add(bytes(packet));
    }

    Event event(String filter, String name) {
        return new Event() {
            @Override
            public void emit(Packet packet) {
                emit(packet, "");
            }

            @Override
            public void emit(Packet packet, CharSequence detail) {
                String kept = detail.subSequence(0, Math.min(detail.length(), MAX_DETAIL))
                        .toString();
                events.add(new EmittedEvent(filter, name, kept, packet.timestampNs(), bytes(packet)));
            }
        };
    }

    List<EmittedEvent> events() {
        return events;
    }

    List<byte[]> mirrored(String name) {
        mirror(name);
        return mirrors.get(name);
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) packet.u8(i);
        }
        return bytes;
    }
}
