package io.headgate.plugin.impair;

import io.headgate.api.Direction;
import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Permission;
import io.headgate.api.Settings;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code plugin: impair}; its options are in the README. Without any it passes everything. */
public final class ImpairFactory implements FilterFactory {
    private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(10);
    private static final int MOST_WAITING = 65_536;
    private static final int MOST_BYTES = 1_000_000_000;
    private static final int LONGEST_BURST = 1_000_000;
    private static final long QUEUED_PARTS_OF_A_SECOND = 10;
    private static final int LEAST_DEFAULT_QUEUE = 10 * 1_500;

    private static final Option<Long> DELAY =
            Option.duration("delay", 0, LONGEST_NS, "How long packets take.").orElse(0L);
    private static final Option<Long> JITTER = Option.duration(
                    "jitter", 0, LONGEST_NS, "How far the delay varies; packets may then overtake each other.")
            .orElse(0L);
    private static final Option<DelayModel.Distribution> DISTRIBUTION = Option.constant(
            "distribution",
            DelayModel.Distribution.UNIFORM,
            "How it varies: evenly up to jitter, or normally with jitter as standard deviation.");
    private static final Option<Boolean> KEEP_ORDER = Option.flag(
            "keep-order", false, "Whether a packet waits for those before it, however long jitter delays them.");
    private static final Option<Double> LOSS =
            Option.number("loss", 0, 1, "Share of packets lost.").orElse(0.0);
    private static final Option<Double> LOSS_BURST = Option.number(
            "loss-burst", 1, LONGEST_BURST, "Mean number of packets lost in a row; without it each for itself.");
    private static final Option<Double> P = Option.number(
            "gilbert-p", 0, 1, "Gilbert-Elliott: with each packet a good link becomes bad; instead of loss.");
    private static final Option<Double> R =
            Option.number("gilbert-r", 0.000_001, 1, "Gilbert-Elliott: with each packet a bad link becomes good.");
    private static final Option<Double> H = Option.number(
                    "gilbert-h", 0, 1, "Gilbert-Elliott: share that gets through a bad link.")
            .orElse(0.0);
    private static final Option<Double> K = Option.number(
                    "gilbert-k", 0, 1, "Gilbert-Elliott: share that gets through a good link.")
            .orElse(1.0);
    private static final Option<Double> DUPLICATE = Option.number(
                    "duplicate", 0, 1, "Share of packets that leave twice.")
            .orElse(0.0);
    private static final Option<Double> REORDER = Option.number(
                    "reorder", 0, 1, "Share of packets that are not delayed, and so overtake others.")
            .orElse(0.0);
    private static final Option<Integer> GAP = Option.integer(
                    "gap",
                    1,
                    1_000_000,
                    "With reorder: so many packets, less one, are delayed before one may overtake.")
            .orElse(1);
    private static final Option<Double> CORRUPT = Option.number(
                    "corrupt", 0, 1, "Share of packets of whose payload one bit is flipped.")
            .orElse(0.0);
    private static final Option<Corruption.Sum> CORRUPT_CHECKSUM = Option.constant(
            "corrupt-checksum",
            Corruption.Sum.WRONG,
            "Whether their checksum tells of it, as on a line, or is that of the corrupted packet.");
    private static final Option<Long> RATE =
            Option.text("rate", BitRate.FORM, BitRate::parse, "Bits per second of a link that packets leave by.");
    private static final Option<Integer> BURST = Option.integer(
                    "burst", 0, MOST_BYTES, "With rate: bytes that leave at once after a pause.")
            .orElse(0);
    private static final Option<Integer> QUEUE_BYTES = Option.integer(
            "queue-bytes",
            1,
            MOST_BYTES,
            "With rate: bytes that wait at most; without it a tenth of a second, at least 15000.");
    private static final Option<Integer> LIMIT = Option.integer(
                    "limit", 1, MOST_WAITING, "Packets that wait at most; no more than the lane may hold.")
            .orElse(1_000);
    private static final Option<String> DIRECTION =
            Option.choice("direction", List.of("both", "in", "out"), "Direction of the packets meant.");
    private static final Option<Scope.Protocol> PROTOCOL =
            Option.constant("protocol", Scope.Protocol.ANY, "Protocol of the packets meant; icmp is ICMPv6 too.");
    private static final Option<List<String>> PORTS = Option.texts(
            "ports", "TCP or UDP ports of which a packet must have one, 1 to 65535; without it all are meant.");

    @Override
    public String name() {
        return "impair";
    }

    @Override
    public String summary() {
        return "Makes a bad network: delay, jitter, loss, duplicates, reordering, corruption, a slow link.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(
                DELAY,
                JITTER,
                DISTRIBUTION,
                KEEP_ORDER,
                LOSS,
                LOSS_BURST,
                P,
                R,
                H,
                K,
                DUPLICATE,
                REORDER,
                GAP,
                CORRUPT,
                CORRUPT_CHECKSUM,
                RATE,
                BURST,
                QUEUE_BYTES,
                LIMIT,
                DIRECTION,
                PROTOCOL,
                PORTS);
    }

    @Override
    public Set<Permission> permissions() {
        return Set.of(Permission.HOLD, Permission.INJECT);
    }

    @Override
    public Filter create(Settings with) {
        DelayModel delay = new DelayModel(DELAY.in(with), JITTER.in(with), DISTRIBUTION.in(with));
        long rate = RATE.find(with).orElse(0L);
        return new Impair(new ImpairSettings(
                scope(with),
                loss(with),
                delay,
                KEEP_ORDER.in(with),
                overtaking(with, delay),
                DUPLICATE.in(with),
                new Corruption(CORRUPT.in(with), CORRUPT_CHECKSUM.in(with)),
                rate,
                onLink(BURST, with, rate, 0),
                onLink(QUEUE_BYTES, with, rate, usualQueue(rate)),
                LIMIT.in(with)));
    }

    private static LossModel loss(Settings with) {
        double share = LOSS.in(with);
        Double burst = LOSS_BURST.find(with).orElse(null);
        Double p = P.find(with).orElse(null);
        Double r = R.find(with).orElse(null);
        double h = H.in(with);
        double k = K.in(with);
        if (p != null || r != null) {
            if (p == null || r == null) {
                throw with.problem((p == null ? P : R).name(), "is missing: gilbert-p and gilbert-r go together");
            }
            if (share > 0 || burst != null) {
                throw with.problem(P.name(), "says how packets are lost, and so do loss and loss-burst; keep one");
            }
            return new LossModel(p, r, h, k);
        }
        if (h > 0 || k < 1) {
            throw with.problem((h > 0 ? H : K).name(), "goes with gilbert-p and gilbert-r");
        }
        if (burst == null) {
            return LossModel.independent(share);
        }
        if (share == 0) {
            throw with.problem(LOSS_BURST.name(), "goes with loss");
        }
        if (share == 1 || burst < LossModel.leastBurst(share)) {
            String least = share == 1 ? "nothing is left between bursts" : "at least " + LossModel.leastBurst(share);
            throw with.problem(LOSS_BURST.name(), "cannot be so with this loss: " + least);
        }
        return LossModel.bursts(share, burst);
    }

    private static Overtaking overtaking(Settings with, DelayModel delay) {
        double share = REORDER.in(with);
        int gap = GAP.in(with);
        if (share > 0 && delay.isNone()) {
            throw with.problem(REORDER.name(), "needs a delay: what is delayed can be overtaken");
        }
        if (share > 0 && KEEP_ORDER.in(with)) {
            throw with.problem(REORDER.name(), "contradicts keep-order");
        }
        if (share == 0 && gap > 1) {
            throw with.problem(GAP.name(), "goes with reorder");
        }
        return share == 0 ? null : new Overtaking(share, gap);
    }

    private static int onLink(Option<Integer> option, Settings with, long rate, int usual) {
        Integer bytes = option.find(with).orElse(null);
        if (rate == 0 && bytes != null && bytes > 0) {
            throw with.problem(option.name(), "goes with rate");
        }
        return bytes == null ? usual : bytes;
    }

    private static int usualQueue(long rate) {
        long tenth = rate / Byte.SIZE / QUEUED_PARTS_OF_A_SECOND;
        return (int) Math.min(Math.max(tenth, LEAST_DEFAULT_QUEUE), MOST_BYTES);
    }

    private static Scope scope(Settings with) {
        Direction direction = switch (DIRECTION.in(with)) {
            case "in" -> Direction.IN;
            case "out" -> Direction.OUT;
            default -> null;
        };
        Scope.Protocol protocol = PROTOCOL.in(with);
        BitSet ports = ports(with);
        if (protocol == Scope.Protocol.ICMP && !ports.isEmpty()) {
            throw with.problem(PORTS.name(), "goes with protocol tcp, udp or any");
        }
        return new Scope(direction, protocol, ports);
    }

    private static BitSet ports(Settings with) {
        BitSet ports = new BitSet();
        for (String text : PORTS.in(with)) {
            if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 0xFFFF) {
                throw with.problem(PORTS.name(), "must be numbers from 1 to 65535, not '" + text + "'");
            }
            ports.set(Integer.parseInt(text));
        }
        return ports;
    }
}
