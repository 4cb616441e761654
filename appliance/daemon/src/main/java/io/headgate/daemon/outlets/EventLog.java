package io.headgate.daemon.outlets;

import io.headgate.engine.event.EventEntry;
import io.headgate.engine.event.EventListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to the log, of each name no more than {@value #MOST_PER_SECOND} a second; of the others one line says how
 * many there were. Thread: {@code events}.
 */
final class EventLog implements EventListener {
    private static final Logger LOG = LoggerFactory.getLogger("headgate.event");
    private static final int MOST_PER_SECOND = 10;

    /** What was logged of a name since the last tick. */
    private static final class Seen {
        private int logged;
        private long suppressed;
    }

    private final Map<String, Seen> seen = new HashMap<>();
    private final Consumer<String> say;

    EventLog() {
        this(LOG::info);
    }

    EventLog(Consumer<String> say) {
        this.say = say;
    }

    @Override
    public void onEvent(EventEntry entry) {
        Seen its = seen.computeIfAbsent(entry.event().name(), any -> new Seen());
        if (its.logged == MOST_PER_SECOND) {
            its.suppressed++;
            return;
        }
        its.logged++;
        say.accept(line(entry));
    }

    @Override
    public void onTick(long nowNs) {
        seen.forEach((name, its) -> {
            if (its.suppressed > 0) {
                say.accept("event=" + name + " happened " + its.suppressed + " times more, not logged one by one");
            }
            its.logged = 0;
            its.suppressed = 0;
        });
    }

    private static String line(EventEntry entry) {
        String text = "event=" + entry.event().name() + " lane=" + entry.event().lane() + " filter="
                + entry.event().filter() + " protocol=" + entry.protocol() + " src="
                + end(entry.isIpv6(), entry.sourceHigh(), entry.sourceLow(), entry.sourcePort()) + " dst="
                + end(entry.isIpv6(), entry.destinationHigh(), entry.destinationLow(), entry.destinationPort());
        String detail = entry.detail();
        return detail.isEmpty() ? text : text + " detail=\"" + printable(detail) + "\"";
    }

    private static String end(boolean isIpv6, long high, long low, int port) {
        ByteBuffer bytes = isIpv6
                ? ByteBuffer.allocate(16).putLong(high).putLong(low)
                : ByteBuffer.allocate(4).putInt((int) low);
        try {
            String address = InetAddress.getByAddress(bytes.array()).getHostAddress();
            return port == EventEntry.NO_PORT ? address : (isIpv6 ? "[" + address + "]" : address) + ":" + port;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Details may come from the network: none makes a second line, or hides the end of this one. */
    private static String printable(String detail) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < detail.length(); i++) {
            char c = detail.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
