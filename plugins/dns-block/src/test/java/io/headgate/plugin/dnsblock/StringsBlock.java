package io.headgate.plugin.dnsblock;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.toolkit.dns.DnsAnswer;
import io.headgate.toolkit.dns.DnsMessage;
import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.dns.DnsReply;
import io.headgate.toolkit.payload.PayloadView;
import java.util.Set;

/** What one would write first: blocked names as strings in a set, looked up with each domain above. */
final class StringsBlock implements Filter {
    private final Set<String> names;
    private final DnsMessage message = new DnsMessage();
    private final DnsName name = new DnsName();
    private final DnsAnswer answer = new DnsAnswer();
    private final DnsReply reply = new DnsReply();
    private final PayloadView view = new PayloadView();
    private FilterContext context;
    private Verdict blocked;

    /** @param names with a dot at the end */
    StringsBlock(Set<String> names) {
        this.names = names;
    }

    @Override
    public void onAttach(FilterContext filterContext) {
        context = filterContext;
        blocked = context.drop("blocked-name", "asked for a name of the set");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        boolean isBlocked = message.read(view.show(packet)) && message.questionName(name) && isIn(name.toString());
        if (!isBlocked) {
            return Verdict.PASS;
        }
        boolean isSent = context.inject(reply.to(packet, answer.error(message, DnsAnswer.NXDOMAIN)));
        return isSent ? blocked : Verdict.PASS;
    }

    private boolean isIn(String asked) {
        String rest = asked;
        while (!rest.isEmpty() && !names.contains(rest)) {
            rest = rest.substring(rest.indexOf('.') + 1);
        }
        return !rest.isEmpty();
    }
}
