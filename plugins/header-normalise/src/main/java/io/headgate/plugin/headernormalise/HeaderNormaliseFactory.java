package io.headgate.plugin.headernormalise;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.util.List;

/** {@code plugin: header-normalise}; each thing it does has an option of its own. */
public final class HeaderNormaliseFactory implements FilterFactory {
    /** What becomes of the identification of packets that are no fragments and must not become any. */
    enum Ids {
        KEEP,
        ZERO,
        RANDOM
    }

    /** What becomes of options. */
    enum Options {
        KEEP,
        CLEAR,
        DROP
    }

    private static final Option<Boolean> RESERVED_FLAG =
            Option.flag("reserved-flag", true, "Clears the reserved flag of IPv4 headers.");
    private static final Option<Boolean> CLEAR_DF =
            Option.flag("clear-df", false, "Lets routers fragment every IPv4 packet.");
    private static final Option<Ids> IP_ID = Option.constant(
            "ip-id",
            Ids.KEEP,
            "The identification of IPv4 packets that are no fragments and came with DF, where it means nothing.");
    private static final Option<Options> IP_OPTIONS = Option.constant(
            "ip-options", Options.KEEP, "IPv4 options but router alert: overwritten, or the packet dropped.");
    private static final Option<Integer> MIN_TTL = Option.integer(
            "min-ttl", 1, 255, "What a smaller time to live is raised to, but for multicast, which it keeps local.");
    private static final Option<Integer> DSCP = Option.integer("dscp", 0, 63, "The code point that every packet gets.");
    private static final Option<Integer> ECN = Option.integer("ecn", 0, 3, "The ECN field that every packet gets.");
    private static final Option<String> TRAILING = Option.choice(
            "trailing",
            List.of("keep", "drop"),
            "What becomes of packets with bytes behind what their IP header says.");
    private static final Option<String> TCP_FLAGS = Option.choice(
            "tcp-flags", List.of("drop", "keep"), "What becomes of segments with flags that no connection sends.");
    private static final Option<Boolean> TCP_RESERVED =
            Option.flag("tcp-reserved", true, "Clears the reserved bits of TCP headers.");
    private static final Option<Boolean> URGENT_POINTER =
            Option.flag("urgent-pointer", true, "Clears the urgent pointer of segments without URG.");
    private static final Option<String> TCP_OPTIONS = Option.choice(
            "tcp-options", List.of("keep", "known"), "Overwrites all TCP options but the five that everybody uses.");

    @Override
    public String name() {
        return "header-normalise";
    }

    @Override
    public String summary() {
        return "Clears and drops what headers should not have, as a scrubber does.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(
                RESERVED_FLAG,
                CLEAR_DF,
                IP_ID,
                IP_OPTIONS,
                MIN_TTL,
                DSCP,
                ECN,
                TRAILING,
                TCP_FLAGS,
                TCP_RESERVED,
                URGENT_POINTER,
                TCP_OPTIONS);
    }

    @Override
    public Filter create(Settings with) {
        boolean clearsDf = CLEAR_DF.in(with);
        Ids ids = IP_ID.in(with);
        if (clearsDf && ids == Ids.ZERO) {
            throw with.problem(
                    IP_ID.name(), "must be keep or random with 'clear-df: true': what may be cut needs one of its own");
        }
        Ipv4Fields ipv4 = new Ipv4Fields(RESERVED_FLAG.in(with), clearsDf, ids);
        Ipv4Options ipOptions = new Ipv4Options(IP_OPTIONS.in(with));
        ScopeFields scope = new ScopeFields(
                MIN_TTL.find(with).orElse(0),
                DSCP.find(with).orElse(ScopeFields.KEPT),
                ECN.find(with).orElse(ScopeFields.KEPT));
        boolean dropsFlags = TCP_FLAGS.in(with).equals("drop");
        boolean dropsTrailing = TRAILING.in(with).equals("drop");
        TcpFields tcp = new TcpFields(
                TCP_RESERVED.in(with),
                URGENT_POINTER.in(with),
                TCP_OPTIONS.in(with).equals("known"));
        return new HeaderNormalise(dropsTrailing, dropsFlags, ipv4, ipOptions, scope, tcp);
    }
}
