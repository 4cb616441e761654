package io.headgate.plugin.dnssteer;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.toolkit.dns.DnsAnswer;
import io.headgate.toolkit.dns.DnsMessage;
import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.dns.DnsReply;
import io.headgate.toolkit.payload.PayloadView;
import java.nio.ByteBuffer;
import java.util.List;

/** Looks for queries, or responses, that a rule is for. */
final class DnsSteer implements Filter {
    /** A multiplier without pattern, so that the halves of an address do not cancel each other out. */
    private static final long ODD = 0xC2B2_AE3D_27D4_EB4FL;

    private final List<SteerRule> rules;
    private final boolean isRewriting;
    private final int port;

    private final PayloadView view = new PayloadView();
    private final DnsMessage message = new DnsMessage();
    private final DnsName name = new DnsName();
    private final DnsAnswer answer = new DnsAnswer();
    private final DnsReply reply = new DnsReply();

    private FilterContext context;
    private Verdict answered;
    private Counter steered;
    private Counter unanswered;
    private Counter truncated;
    private long clientHigh;
    private long clientLow;

    /** @param isRewriting whether responses are rewritten; else queries are answered */
    DnsSteer(List<SteerRule> rules, boolean isRewriting, int port) {
        this.rules = rules;
        this.isRewriting = isRewriting;
        this.port = port;
    }

    @Override
    public void onAttach(FilterContext filterContext) {
        context = filterContext;
        answered = context.drop("answered", "a query that was answered for the resolver");
        steered = context.counter("steered", "queries that were answered, or responses that were rewritten");
        unanswered = context.counter("unanswered", "answers for which there was no room: such queries pass");
        truncated = context.counter(
                "truncated", "responses to rewrite that were not whole: they are rewritten as far as they go");
        rules.forEach(rule -> {
            rule.ipv4().attach(context);
            rule.ipv6().attach(context);
        });
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (packet.udp() == null) {
            return Verdict.PASS;
        }
        int there = isRewriting ? packet.udp().sourcePort() : packet.udp().destinationPort();
        boolean isDns = there == port
                && !isFragment(packet)
                && message.read(view.show(packet))
                && message.isResponse() == isRewriting
                && message.opcode() == 0
                && message.questions() == 1
                && message.questionClass() == DnsMessage.IN
                && message.questionName(name);
        if (!isDns) {
            return Verdict.PASS;
        }
        SteerRule rule = find(packet);
        if (rule == null) {
            return Verdict.PASS;
        }
        return isRewriting ? rewrite(packet, rule) : answer(packet, rule);
    }

    /** The kernel was asked to put fragments together; one that comes all the same holds no whole message. */
    private static boolean isFragment(Packet packet) {
        return packet.ipv4() != null
                ? packet.ipv4().isFragment()
                : packet.ipv6().isFragment();
    }

    /** The first rule for the name and the client; null if there is none. */
    private SteerRule find(Packet packet) {
        boolean isIpv6 = packet.ipv6() != null;
        if (isIpv6) {
            clientHigh = isRewriting
                    ? packet.ipv6().destinationHigh()
                    : packet.ipv6().sourceHigh();
            clientLow =
                    isRewriting ? packet.ipv6().destinationLow() : packet.ipv6().sourceLow();
        } else {
            int address =
                    isRewriting ? packet.ipv4().destination() : packet.ipv4().source();
            clientHigh = 0;
            clientLow = Integer.toUnsignedLong(address);
        }
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).isFor(name, isIpv6, clientHigh, clientLow)) {
                return rules.get(i);
            }
        }
        return null;
    }

    private long client() {
        return clientHigh * ODD + clientLow;
    }

    private Verdict answer(Packet packet, SteerRule rule) {
        answer.begin(message, DnsAnswer.NOERROR);
        if (message.questionType() == DnsMessage.A) {
            int first = rule.ipv4().first(client());
            for (int i = 0; i < rule.ipv4().count(); i++) {
                answer.addIpv4((int) rule.ipv4().at(first, i).low(), rule.ttlSeconds());
            }
        } else if (message.questionType() == DnsMessage.AAAA) {
            int first = rule.ipv6().first(client());
            for (int i = 0; i < rule.ipv6().count(); i++) {
                var address = rule.ipv6().at(first, i);
                answer.addIpv6(address.high(), address.low(), rule.ttlSeconds());
            }
        }
        ByteBuffer bytes = answer.end();
        if (!context.inject(reply.to(packet, bytes))) {
            unanswered.add(1);
            return Verdict.PASS;
        }
        steered.add(1);
        return answered;
    }

    private Verdict rewrite(Packet packet, SteerRule rule) {
        steered.add(AnswerRewriter.rewrite(packet, message, rule, client()) ? 1 : 0);
        truncated.add(message.isDamaged() ? 1 : 0);
        return Verdict.PASS;
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }

    @Override
    public boolean needsFragmentPorts() {
        return true;
    }
}
