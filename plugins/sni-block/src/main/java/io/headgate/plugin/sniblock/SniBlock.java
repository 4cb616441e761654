package io.headgate.plugin.sniblock;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Rejection;
import io.headgate.api.Segments;
import io.headgate.api.Tcp;
import io.headgate.api.Verdict;
import io.headgate.plugin.sniblock.Hellos.Fit;
import io.headgate.toolkit.dns.DnsName;
import io.headgate.toolkit.flow.FlowKey;
import io.headgate.toolkit.names.WatchedNames;
import io.headgate.toolkit.payload.PayloadView;
import io.headgate.toolkit.tls.ClientHello;
import io.headgate.toolkit.tls.ClientHello.Finding;
import java.io.IOException;
import java.util.BitSet;

/** Looks at the server names of client hellos. */
final class SniBlock implements Filter {
    private final WatchedNames names;
    private final BitSet ports;
    private final boolean isReset;
    private final boolean dropsQuic;
    private final int capacity;

    private final PayloadView view = new PayloadView();
    private final FlowKey key = new FlowKey();
    private final ClientHello hello = new ClientHello();
    private final byte[] text = new byte[DnsName.MAX_LENGTH];
    private final DnsName name = new DnsName();
    private final ServerReset serverReset = new ServerReset();

    private FilterContext context;
    private Hellos hellos;
    private SniCounters counters;
    private Verdict blocked;
    private Verdict ahead;
    private Verdict quic;

    /**
     * @param isReset whether both ends are told
     * @param dropsQuic whether no QUIC connection may begin
     * @param capacity most connections whose hello is awaited
     */
    SniBlock(WatchedNames names, BitSet ports, boolean isReset, boolean dropsQuic, int capacity) {
        this.names = names;
        this.ports = ports;
        this.isReset = isReset;
        this.dropsQuic = dropsQuic;
        this.capacity = capacity;
    }

    @Override
    public void onAttach(FilterContext filterContext) throws IOException {
        context = filterContext;
        String blockedWhy = "belonged to a TLS connection to a server name that a list blocks";
        blocked = isReset
                ? context.reject(Rejection.TCP_RESET, "blocked-name", blockedWhy)
                : context.drop("blocked-name", blockedWhy);
        ahead = context.drop(
                "hello-out-of-order", "came before the rest of a client hello; the client sends it once more");
        quic = context.drop("quic", "would have begun a QUIC connection");
        counters = new SniCounters(context);
        hellos = new Hellos(capacity, context.nowNs());
        names.start("sni-block", context);
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (packet.tcp() != null) {
            return ports.get(packet.tcp().destinationPort()) ? onSegment(packet, packet.tcp()) : Verdict.PASS;
        }
        boolean isQuic = dropsQuic
                && packet.udp() != null
                && ports.get(packet.udp().destinationPort())
                && QuicInitial.is(view.show(packet));
        return isQuic ? quic : Verdict.PASS;
    }

    private Verdict onSegment(Packet packet, Tcp tcp) {
        if (isFragment(packet) || !key.read(packet)) {
            return Verdict.PASS;
        }
        hellos.advance(packet.timestampNs());
        boolean isSyn = tcp.has(Tcp.SYN);
        int sequence = isSyn ? tcp.sequence() + 1 : tcp.sequence();
        int slot = hellos.find(key);
        if (isSyn && slot == Hellos.NONE) {
            slot = hellos.await(key, sequence, packet.timestampNs());
        } else if (isSyn) {
            hellos.onSyn(slot, sequence);
        }
        view.show(packet);
        boolean isAnother = slot != Hellos.NONE && hellos.isAnother(slot, sequence);
        if (slot != Hellos.NONE && hellos.isBlocked(slot) && !isAnother) {
            return tcp.has(Tcp.RST) ? Verdict.PASS : blocked;
        }
        if (view.length() == 0) {
            return Verdict.PASS;
        }
        if (isAnother) {
            hellos.beginAnother(slot, packet.timestampNs());
        }
        boolean isWholeStream = slot == Hellos.NONE || hellos.isFirst(slot, sequence);
        return isWholeStream ? onFirst(packet, slot, sequence) : onMore(packet, slot, sequence);
    }

    /** The kernel was asked to put fragments together; one that comes all the same is no segment, but a piece of one. */
    private static boolean isFragment(Packet packet) {
        return packet.ipv4() != null
                ? packet.ipv4().isFragment()
                : packet.ipv6().isFragment();
    }

    /** The stream begins here, or it cannot be told that it does not: read where it is. */
    private Verdict onFirst(Packet packet, int slot, int sequence) {
        Finding finding = hello.read(view);
        if (finding == Finding.INCOMPLETE) {
            int awaited = slot == Hellos.NONE ? hellos.await(key, sequence, packet.timestampNs()) : slot;
            return onMore(packet, awaited, sequence);
        }
        return decide(packet, slot, finding, packet.tcp().sequence());
    }

    private Verdict onMore(Packet packet, int slot, int sequence) {
        boolean isSplit = !hellos.isFirst(slot, sequence);
        int expected = hellos.expected(slot);
        Fit fit = hellos.put(slot, sequence, view, packet.timestampNs());
        return switch (fit) {
            case REPEATED, BEYOND -> Verdict.PASS;
            case AHEAD -> ahead;
            case LOST -> {
                counters.givenUp.add(1);
                hellos.remove(slot);
                yield onFirst(packet, Hellos.NONE, sequence);
            }
            case NEXT -> onNext(packet, slot, isSplit, expected);
        };
    }

    private Verdict onNext(Packet packet, int slot, boolean isSplit, int expected) {
        Finding finding = hello.read(hellos.show(slot, view));
        if (finding != Finding.INCOMPLETE) {
            counters.split.add(isSplit ? 1 : 0);
            return decide(packet, slot, finding, expected);
        }
        if (hellos.isFull(slot)) {
            counters.tooLong.add(1);
            hellos.remove(slot);
        }
        return Verdict.PASS;
    }

    /** @param expected the sequence number that the server expects next */
    private Verdict decide(Packet packet, int slot, Finding finding, int expected) {
        if (!isBlocked(finding)) {
            if (slot != Hellos.NONE) {
                hellos.remove(slot);
            }
            return Verdict.PASS;
        }
        int kept = slot == Hellos.NONE ? hellos.await(key, packet.tcp().sequence(), packet.timestampNs()) : slot;
        hellos.block(kept);
        if (isReset && !context.inject(serverReset.insteadOf(packet, expected))) {
            counters.unsent.add(1);
        }
        counters.awaited.set(hellos.size());
        return blocked;
    }

    private boolean isBlocked(Finding finding) {
        if (finding != Finding.WHOLE) {
            counters.damaged.add(finding == Finding.DAMAGED ? 1 : 0);
            return false;
        }
        counters.hellos.add(1);
        counters.encrypted.add(hello.offersEncryptedHello() ? 1 : 0);
        counters.evicted.add(hellos.evicted() - counters.evicted.value());
        counters.awaited.set(hellos.size());
        int length = hello.serverName(text);
        if (length == 0 || !name.set(text, length)) {
            counters.nameless.add(1);
            return false;
        }
        return names.isBlocked(name);
    }

    @Override
    public void onDetach() {
        names.stop();
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }

    @Override
    public boolean keepsFlows() {
        return true;
    }

    @Override
    public boolean needsFragmentPorts() {
        return true;
    }
}
