package io.headgate.daemon.config;

import io.headgate.api.Direction;
import io.headgate.daemon.config.yaml.Problems;
import io.headgate.daemon.config.yaml.Section;
import io.headgate.engine.lane.Enforcement;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.ring.SlotArena;
import io.headgate.net.divert.DivertBackend;
import io.headgate.rules.kernel.ExemptPort;
import io.headgate.rules.kernel.IptablesRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the lanes, and sees that they do not get into each other's way. */
final class LaneReader {
    /** Each lane is a thread and a ring, of which a machine has less. */
    static final int MAX_LANES = 64;

    static final int MAX_STEPS = 256;
    private static final int MAX_LISTENS = 256;
    private static final int MIN_SLOTS = 64;
    private static final int MAX_QUEUES = 64;
    private static final int LAST_QUEUE = 65_535;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,15}");
    private static final String PORT = "port";
    private static final String QUEUES = "queues";
    private static final String SLOTS = "slots";
    private static final String THREADING = "threading";

    private record Taken(String name, ListenConfig listen) {}

    private final Problems problems;
    private final StepReader steps;
    private final Set<String> names = new HashSet<>();
    private final List<Taken> taken = new ArrayList<>();

    LaneReader(Problems problems, StepReader steps) {
        this.problems = problems;
        this.steps = steps;
    }

    /** The lanes that are right. */
    List<LaneConfig> read(Section root) {
        List<LaneConfig> lanes = new ArrayList<>();
        root.blocks("lanes", MAX_LANES, lane -> lane(lane).ifPresent(lanes::add));
        return lanes;
    }

    private Optional<LaneConfig> lane(Section lane) {
        int before = problems.count();
        String name = lane.requiredText("name", NAME, "1 to 16 lower case letters, digits and dashes, a letter first")
                .orElse("");
        if (!name.isEmpty() && !names.add(name)) {
            lane.noteAt("name", "'name' is '" + name + "', but another lane has that name already");
        }
        List<ListenConfig> listens = listens(lane, name);
        DivertConfig divert = lane.block("divert").map(LaneReader::divert).orElse(DivertConfig.NOTHING);
        Enforcement enforcement = lane.flag("enforce", true) ? Enforcement.ENFORCE : Enforcement.OBSERVE;
        List<StepConfig> chain = steps.read(lane, MAX_STEPS);
        OnFull onFull = lane.constant("on-full", OnFull.FAIL_OPEN, OnFull.class);
        Threading threading = threading(lane, listens.size());
        int slots = slots(lane);
        lane.refuse("send-to");
        if (listens.isEmpty() || problems.count() != before) {
            return Optional.empty();
        }
        return Optional.of(new LaneConfig(name, listens, divert, enforcement, chain, onFull, threading, slots));
    }

    private static int slots(Section lane) {
        int slots = lane.integer(SLOTS, MIN_SLOTS, SlotArena.MAX_SLOTS).orElse(ConfigReader.DEFAULT_SLOTS);
        if (Integer.bitCount(slots) != 1) {
            String range = "a power of two from " + MIN_SLOTS + " to " + SlotArena.MAX_SLOTS;
            lane.noteAt(SLOTS, Section.allowed(SLOTS, Integer.toString(slots), range));
        }
        return slots;
    }

    private static Threading threading(Section lane, int listens) {
        Threading fallback = listens > 1 ? Threading.DEDICATED : Threading.SHARED;
        Threading threading = lane.constant(THREADING, fallback, Threading.class);
        if (listens > 1 && threading == Threading.SHARED) {
            lane.noteAt(
                    THREADING, Section.allowed(THREADING, "shared", "'dedicated' where a lane listens at two ports"));
        }
        return threading;
    }

    private List<ListenConfig> listens(Section lane, String name) {
        List<ListenConfig> listens = new ArrayList<>();
        lane.blocks("listen", MAX_LISTENS, entry -> {
            int before = problems.count();
            ListenConfig listen = listen(entry);
            if (problems.count() == before) {
                checkApart(entry, listen);
                taken.add(new Taken(name, listen));
                listens.add(listen);
            }
        });
        if (listens.size() > 1 && !isPair(listens)) {
            lane.noteAt(
                    "listen",
                    "'listen' has " + listens.size() + " entries, but may have one: on Linux a queue serves both"
                            + " directions; keep one and send both directions to it, or make each a lane of its own;"
                            + " with 'backend: divert4' it may have two, of direction in and out");
        }
        return listens;
    }

    /** A port for what comes in and one for what goes out, as divert(4) needs them. */
    private static boolean isPair(List<ListenConfig> listens) {
        Direction first = listens.get(0).direction();
        Direction second = listens.get(1).direction();
        return listens.size() == 2
                && listens.stream().allMatch(listen -> listen.backend().isDivert4())
                && first != null
                && second != null
                && first != second;
    }

    private static ListenConfig listen(Section listen) {
        int port = listen.requiredInteger(PORT, 0, LAST_QUEUE);
        int queues = listen.integer(QUEUES, 1, MAX_QUEUES).orElse(1);
        listen.choice("mode", "divert", List.of("multi", "udp"), "divert");
        DivertBackend backend = listen.constant("backend", DivertBackend.AUTO, DivertBackend.class);
        Direction direction = switch (listen.choice("direction", "both", "both", "in", "out")) {
            case "in" -> Direction.IN;
            case "out" -> Direction.OUT;
            default -> null;
        };
        listen.refuse("address", "interface", "sources", "path", "permissions", "group", "ttl");
        if (!listen.isSpoilt() && port + queues - 1 > LAST_QUEUE) {
            String range = "at most " + (LAST_QUEUE + 1 - port) + ": queues from " + port + " on end at " + LAST_QUEUE;
            listen.noteAt(QUEUES, Section.allowed(QUEUES, Integer.toString(queues), range));
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

    private static DivertConfig divert(Section divert) {
        DivertConfig config = new DivertConfig(
                divert.texts("interfaces", IptablesRules::requireInterfaceName),
                divert.texts("exempt", ExemptPort::parse));
        divert.refuse("match");
        divert.finish();
        return config;
    }
}
