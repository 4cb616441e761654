package io.headgate.plugin.dnssteer;

import io.headgate.api.FilterContext;
import io.headgate.api.Telemetry;
import io.headgate.toolkit.prefix.Prefix;
import java.util.List;

/**
 * Which of a rule's addresses of one IP version comes first in an answer, and how many there are in it.
 *
 * <p>Thread: the lane's.
 */
final class Choice {
    /** How it is chosen. */
    enum Kind {
        /** All, each query beginning with the next one. */
        ROTATE,
        /** One, the same for a client as long as the addresses are the same. */
        HASH,
        /** All, as they are written. */
        ALL,
        /** One, whose host reports the smallest number. */
        LEAST
    }

    private final Kind kind;
    private final Prefix[] addresses;
    private final String[] names;
    private final Telemetry[] loads;
    private final long freshNs;
    private int turn;

    /**
     * @param addresses of one IP version; may be none
     * @param names of the numbers that their hosts report, of the same index; none unless the kind is LEAST
     * @param freshNs how old a number may be that counts
     */
    Choice(Kind kind, List<Prefix> addresses, List<String> names, long freshNs) {
        this.kind = kind;
        this.addresses = addresses.toArray(Prefix[]::new);
        this.names = names.toArray(String[]::new);
        this.loads = new Telemetry[names.size()];
        this.freshNs = freshNs;
    }

    /** Looks up the numbers. */
    void attach(FilterContext context) {
        for (int i = 0; i < names.length; i++) {
            loads[i] = context.telemetry(names[i]);
        }
    }

    /** How many addresses an answer has. */
    int count() {
        return kind == Kind.HASH || kind == Kind.LEAST ? Math.min(addresses.length, 1) : addresses.length;
    }

    /** Chooses for a query; of no addresses, none. */
    int first(long client) {
        if (addresses.length < 2) {
            return 0;
        }
        return switch (kind) {
            case ROTATE -> next();
            case HASH -> (int) Long.remainderUnsigned(mixed(client), addresses.length);
            case ALL -> 0;
            case LEAST -> leastLoaded();
        };
    }

    private int next() {
        turn = turn + 1 < addresses.length ? turn + 1 : 0;
        return turn;
    }

    private static long mixed(long client) {
        long mix = (client ^ client >>> 32) * 0x9E37_79B9_7F4A_7C15L;
        return mix >>> 16;
    }

    /** Of the hosts with a fresh number the one with the smallest; if there is none, each in turn. */
    private int leastLoaded() {
        int least = -1;
        for (int i = 0; i < loads.length; i++) {
            boolean isFresh = loads[i].ageNs() <= freshNs;
            if (isFresh && (least < 0 || loads[i].value() < loads[least].value())) {
                least = i;
            }
        }
        return least < 0 ? next() : least;
    }

    /** The address that comes so many places behind the first one. */
    Prefix at(int first, int place) {
        return addresses[(first + place) % addresses.length];
    }
}
