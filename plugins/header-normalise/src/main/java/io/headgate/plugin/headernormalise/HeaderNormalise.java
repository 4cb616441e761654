package io.headgate.plugin.headernormalise;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Tcp;
import io.headgate.api.Verdict;

/** Drops what cannot be meant, then has each header made plain. */
final class HeaderNormalise implements Filter {
    private static final int IPV6_HEADER = 40;

    private final boolean dropsTrailing;
    private final boolean dropsFlags;
    private final Ipv4Fields ipv4Fields;
    private final Ipv4Options ipv4Options;
    private final ScopeFields scopeFields;
    private final TcpFields tcpFields;

    private Verdict trailing;
    private Verdict illegalFlags;
    private Verdict withOptions;

    HeaderNormalise(
            boolean dropsTrailing,
            boolean dropsFlags,
            Ipv4Fields ipv4Fields,
            Ipv4Options ipv4Options,
            ScopeFields scopeFields,
            TcpFields tcpFields) {
        this.dropsTrailing = dropsTrailing;
        this.dropsFlags = dropsFlags;
        this.ipv4Fields = ipv4Fields;
        this.ipv4Options = ipv4Options;
        this.scopeFields = scopeFields;
        this.tcpFields = tcpFields;
    }

    @Override
    public void onAttach(FilterContext context) {
        trailing = context.drop("trailing-bytes", "had bytes behind what its IP header says");
        illegalFlags = context.drop("tcp-flags", "had TCP flags that no connection sends");
        withOptions = context.drop("ip-options", "had IPv4 options other than router alert");
        ipv4Fields.onAttach(context);
        ipv4Options.onAttach(context);
        scopeFields.onAttach(context);
        tcpFields.onAttach(context);
    }

    @Override
    public Verdict onPacket(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        Tcp tcp = packet.tcp();
        if (dropsTrailing && packet.length() > endOf(packet, ipv4)) {
            return trailing;
        }
        if (dropsFlags && tcp != null && !TcpFlags.isLegal(tcp.flags())) {
            return illegalFlags;
        }
        if (ipv4 != null) {
            if (ipv4Options.isDropped(packet, ipv4)) {
                return withOptions;
            }
            ipv4Fields.normalise(ipv4);
            ipv4Options.normalise(packet, ipv4);
        }
        scopeFields.normalise(packet);
        if (tcp != null) {
            tcpFields.normalise(packet, tcp);
        }
        return Verdict.PASS;
    }

    private static int endOf(Packet packet, Ipv4 ipv4) {
        return ipv4 != null ? ipv4.totalLength() : IPV6_HEADER + packet.ipv6().payloadLength();
    }

    /** Headers only, and the same in each segment. */
    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
