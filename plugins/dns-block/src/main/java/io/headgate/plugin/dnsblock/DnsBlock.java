package io.headgate.plugin.dnsblock;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Rejection;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.toolkit.dns.DnsMessage;
import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.dns.DnsReply;
import io.headgate.toolkit.names.WatchedNames;
import io.headgate.toolkit.payload.PayloadView;
import java.io.IOException;

/** Looks at the names that are asked for. */
final class DnsBlock implements Filter {
    /** Bytes of length before a message over TCP (RFC 1035 section 4.2.2). */
    private static final int TCP_LENGTH = 2;

    private final WatchedNames names;
    private final BlockAnswer answer;
    private final int port;
    private final boolean resetsTcp;

    private final PayloadView view = new PayloadView();
    private final DnsMessage message = new DnsMessage();
    private final DnsName name = new DnsName();
    private final DnsReply reply = new DnsReply();

    private FilterContext context;
    private Verdict blocked;
    private Verdict reset;
    private Counter answered;
    private Counter unanswered;
    private Counter queries;
    private Counter unreadable;

    /** @param resetsTcp whether connections over which a blocked name is asked for are reset */
    DnsBlock(WatchedNames names, BlockAnswer answer, int port, boolean resetsTcp) {
        this.names = names;
        this.answer = answer;
        this.port = port;
        this.resetsTcp = resetsTcp;
    }

    @Override
    public void onAttach(FilterContext filterContext) throws IOException {
        context = filterContext;
        blocked = context.drop("blocked-name", "asked over UDP for a name that a list blocks");
        reset = context.reject(Rejection.TCP_RESET, "blocked-name-tcp", "asked over TCP for a name that a list blocks");
        queries = context.counter("queries", "queries that were looked at");
        answered = context.counter("answered", "queries for blocked names that were answered");
        unanswered = context.counter("unanswered", "answers for which there was no room: such queries are dropped");
        unreadable = context.counter("unreadable", "queries without exactly one question, or damaged: they pass");
        names.start("dns-block", context);
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (packet.udp() != null) {
            boolean isAsking = packet.udp().destinationPort() == port && !isFragment(packet);
            return isAsking ? onDatagram(packet) : Verdict.PASS;
        }
        boolean isAsking = resetsTcp && packet.tcp() != null && packet.tcp().destinationPort() == port;
        return isAsking && !isFragment(packet) ? onSegment(packet) : Verdict.PASS;
    }

    /** The kernel was asked to put fragments together; one that comes all the same holds no whole message. */
    private static boolean isFragment(Packet packet) {
        return packet.ipv4() != null
                ? packet.ipv4().isFragment()
                : packet.ipv6().isFragment();
    }

    private Verdict onDatagram(Packet packet) {
        if (!isBlocked(view.show(packet))) {
            return Verdict.PASS;
        }
        if (!answer.isSilent()) {
            boolean isSent = context.inject(reply.to(packet, answer.to(message)));
            (isSent ? answered : unanswered).add(1);
        }
        return blocked;
    }

    /** Only queries that are whole in one segment, which is how they are sent; one is enough for a reset. */
    private Verdict onSegment(Packet packet) {
        int at = 0;
        int count = view.show(packet).length();
        while (at + TCP_LENGTH <= count) {
            int length = view.show(packet).skip(at).u16(0);
            at += TCP_LENGTH + length;
            if (at <= count && isBlocked(view.skip(TCP_LENGTH).limit(length))) {
                return reset;
            }
        }
        return Verdict.PASS;
    }

    private boolean isBlocked(PayloadView payload) {
        boolean isWhole = message.read(payload);
        if (isWhole && (message.isResponse() || message.opcode() != 0)) {
            return false;
        }
        queries.add(1);
        if (!isWhole || message.questions() != 1 || !message.questionName(name)) {
            unreadable.add(1);
            return false;
        }
        return names.isBlocked(name);
    }

    @Override
    public void onDetach() {
        names.stop();
    }

    /** Queries are short, so what the kernel has yet to cut holds none. */
    @Override
    public Segments segments() {
        return Segments.ANY;
    }

    @Override
    public boolean needsFragmentPorts() {
        return true;
    }
}
