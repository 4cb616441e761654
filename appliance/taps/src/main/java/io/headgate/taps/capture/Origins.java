package io.headgate.taps.capture;

import io.headgate.api.Direction;
import io.headgate.engine.tap.TapRecord;
import io.headgate.net.pcap.CaptureWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which lanes, interfaces and directions a file has packets of: to pcapng each is an interface. Thread: one. */
final class Origins {
    private record Origin(String lane, String interfaceName, Direction direction) {
        boolean isOf(TapRecord record) {
            return direction == record.direction()
                    && lane.equals(record.laneName())
                    && interfaceName.equals(record.interfaceName());
        }

        /** As in {@code edge wan out}. */
        private String label() {
            String middle = interfaceName.isEmpty() ? " " : " " + interfaceName + " ";
            return lane + middle + direction.name().toLowerCase(Locale.ROOT);
        }
    }

    private final List<Origin> known = new ArrayList<>();

    /** The number of a packet's origin in a file; beyond what a file may have, that of the last. */
    int numberOf(TapRecord record, CaptureWriter writer) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).isOf(record)) {
                return i;
            }
        }
        if (known.size() == CaptureWriter.MAX_INTERFACES) {
            return known.size() - 1;
        }
        Origin origin = new Origin(record.laneName(), record.interfaceName(), record.direction());
        known.add(origin);
        return writer.addInterface(origin.label(), CaptureWriter.RAW_IP);
    }
}
