package io.headgate.daemon.config;

import io.headgate.api.Direction;
import io.headgate.daemon.config.yaml.Problems;
import io.headgate.daemon.config.yaml.Section;
import io.headgate.engine.lane.Chain;
import io.headgate.net.divert.DivertBackend;
import io.headgate.rules.kernel.ExemptPort;
import io.headgate.rules.kernel.IptablesRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads where packets are diverted to, and sees that no two lanes have the same queue. */
final class DivertReader {
    private static final int MAX_QUEUES = 64;
    private static final int LAST_QUEUE = 65_535;

    /** ipfw(8), divert: from 1 on. To bind port 0 is to let the kernel choose one, before FreeBSD 14. */
    private static final int LAST_DIVERT4_PORT = 65_534;

    private static final String PORT = "port";
    private static final String QUEUES = "queues";

    private record Taken(String name, ListenConfig listen, Section entry) {}

    private final Problems problems;
    private final List<Taken> taken = new ArrayList<>();

    DivertReader(Problems problems) {
        this.problems = problems;
    }

    /** An entry of {@code listen}, empty if something is wrong with it. */
    Optional<ListenConfig> listen(Section entry, String lane) {
        int before = problems.count();
        ListenConfig listen = listen(entry);
        if (problems.count() != before) {
            return Optional.empty();
        }
        checkApart(entry, listen);
        taken.add(new Taken(lane, listen, entry));
        return Optional.of(listen);
    }

    private static ListenConfig listen(Section listen) {
        int port = listen.requiredInteger(PORT, 0, LAST_QUEUE);
        int queues = listen.integer(QUEUES, 1, MAX_QUEUES).orElse(1);
        DivertBackend backend = listen.constant("backend", DivertBackend.AUTO, DivertBackend.class);
        Direction direction = switch (listen.choice("direction", "both", "both", "in", "out")) {
            case "in" -> Direction.IN;
            case "out" -> Direction.OUT;
            default -> null;
        };
        listen.misplaced(
                "goes with mode multi or udp; whose packets are diverted is the matter of 'divert'",
                "address",
                "interface",
                "sources",
                "exclude",
                "link-local");
        listen.refuse("path", "permissions", "group", "ttl");
        if (!listen.isSpoilt() && port + queues - 1 > LAST_QUEUE) {
            String range = "at most " + (LAST_QUEUE + 1 - port) + ": queues from " + port + " on end at " + LAST_QUEUE;
            listen.noteAt(QUEUES, Section.allowed(QUEUES, Integer.toString(queues), range));
        }
        if (!listen.isSpoilt() && backend.isDivert4() && (port == 0 || port > LAST_DIVERT4_PORT)) {
            listen.noteAt(
                    PORT,
                    Section.allowed(PORT, Integer.toString(port), "1 to " + LAST_DIVERT4_PORT + " with divert(4)"));
        }
        if (backend.isDivert4() && queues > 1) {
            listen.noteAt(QUEUES, Section.allowed(QUEUES, Integer.toString(queues), "1: divert(4) spreads no flows"));
        }
        if (!backend.isDivert4() && direction != null) {
            listen.noteAt(
                    "direction", "'direction' goes with divert(4) only: a netfilter queue knows it of each packet");
        }
        return new ListenConfig(port, queues, backend, direction);
    }

    private void checkApart(Section entry, ListenConfig listen) {
        taken.stream()
                .filter(other -> other.listen().overlaps(listen))
                .findFirst()
                .ifPresent(other -> entry.noteAt(
                        PORT,
                        "'port' is '" + listen.port() + "', but queues " + listen.port() + " to " + listen.lastQueue()
                                + " or some of them are those of lane '" + other.name() + "'"));
    }

    /** Looks at all ports of a lane. */
    void checkTogether(Section lane, List<ListenConfig> ports) {
        if (ports.size() > 1 && !isPair(ports)) {
            lane.noteAt(
                    "listen",
                    "'listen' has " + ports.size() + " entries, but may have one: on Linux a queue serves both"
                            + " directions; keep one and send both directions to it, or make each a lane of its own;"
                            + " with 'backend: divert4' it may have two, of direction in and out");
        }
    }

    /** A filter of the step; none if it is an alias of one whose settings were refused where they stand. */
    private static Stream<Chain.Step> made(StepConfig step) {
        try {
            return Stream.of(step.create());
        } catch (IllegalArgumentException notedAlready) {
            return Stream.empty();
        }
    }

    /**
     * Refuses several queues where a filter must see both directions of a flow on one lane: the kernel chooses the queue by
     * addresses, and an answer to a rewritten one has others.
     */
    void checkFlows(List<ListenConfig> ports, List<StepConfig> chain) {
        List<String> rewriters = chain.stream()
                .flatMap(DivertReader::made)
                .filter(step ->
                        step.filter().rewritesAddresses() && step.filter().keepsFlows())
                .map(Chain.Step::name)
                .toList();
        if (rewriters.isEmpty()) {
            return;
        }
        for (Taken port : taken) {
            int queues = port.listen().queues();
            if (ports.contains(port.listen()) && queues > 1) {
                String range = "1 with plugin " + String.join(" and ", rewriters)
                        + ", which rewrites addresses and remembers flows: of several queues, chosen by addresses, an answer"
                        + " would come to another one; keep one queue, or make lanes of which each has its own interfaces";
                port.entry().noteAt(QUEUES, Section.allowed(QUEUES, Integer.toString(queues), range));
            }
        }
    }

    /** A port for what comes in and one for what goes out, as divert(4) needs them. */
    private static boolean isPair(List<ListenConfig> ports) {
        Direction first = ports.get(0).direction();
        Direction second = ports.get(1).direction();
        return ports.size() == 2
                && ports.stream().allMatch(port -> port.backend().isDivert4())
                && first != null
                && second != null
                && first != second;
    }

    /** The block {@code divert}. */
    static DivertConfig rules(Section divert) {
        DivertConfig config = new DivertConfig(
                divert.texts("interfaces", IptablesRules::requireInterfaceName),
                divert.texts("exempt", ExemptPort::parse));
        divert.refuse("match");
        divert.finish();
        return config;
    }
}
