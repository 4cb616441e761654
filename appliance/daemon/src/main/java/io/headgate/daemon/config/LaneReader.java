package io.headgate.daemon.config;

import io.headgate.daemon.config.yaml.Problems;
import io.headgate.daemon.config.yaml.Section;
import io.headgate.engine.lane.Enforcement;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.ring.SlotArena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the lanes: what all have here, where packets come from by {@link DivertReader} and {@link DatagramLaneReader}. */
final class LaneReader {
    /** Each lane is a thread and a ring, of which a machine has less. */
    static final int MAX_LANES = 64;

    static final int MAX_STEPS = 256;
    private static final int MAX_LISTENS = 4096;
    private static final int MIN_SLOTS = 64;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,15}");
    private static final String LISTEN = "listen";
    private static final String SLOTS = "slots";
    private static final String THREADING = "threading";
    private static final String STALL_LIMIT = "stall-limit";
    private static final long DEFAULT_STALL_NS = 1_000_000_000L;
    private static final long MIN_STALL_NS = 100_000_000L;
    private static final long MAX_STALL_NS = 60_000_000_000L;

    private final Problems problems;
    private final StepReader steps;
    private final DivertReader diverts;
    private final Set<String> names = new HashSet<>();

    LaneReader(Problems problems, StepReader steps) {
        this.problems = problems;
        this.steps = steps;
        this.diverts = new DivertReader(problems);
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
        List<ListenConfig> ports = new ArrayList<>();
        DatagramLaneReader datagrams = new DatagramLaneReader(problems);
        lane.blocks(LISTEN, MAX_LISTENS, entry -> {
            String mode = entry.choice("mode", "divert", "divert", "multi", "udp");
            if (mode.equals("divert")) {
                diverts.listen(entry, name).ifPresent(ports::add);
            } else {
                datagrams.listen(entry, mode);
            }
        });
        LaneOptions options = options(lane);
        List<StepConfig> chain = steps.read(lane, MAX_STEPS);
        int slots = slots(lane);
        Duration stallLimit = Duration.ofNanos(
                lane.durationNs(STALL_LIMIT, MIN_STALL_NS, MAX_STALL_NS).orElse(DEFAULT_STALL_NS));
        if (datagrams.hasEntries()) {
            if (!ports.isEmpty()) {
                lane.noteAt(LISTEN, "'listen' has entries of mode divert and others; make each kind a lane of its own");
            }
            Threading threading = lane.constant(THREADING, Threading.SHARED, Threading.class);
            lane.misplaced("goes with listen of mode divert", "queue-length");
            return datagrams
                    .finish(lane, name, options, chain, threading, slots, stallLimit)
                    .filter(read -> problems.count() == before)
                    .map(LaneConfig.class::cast);
        }
        diverts.checkTogether(lane, ports);
        diverts.checkFlows(ports, chain);
        DivertConfig divert = lane.block("divert").map(DivertReader::rules).orElse(DivertConfig.NOTHING);
        OnFull onFull = lane.constant("on-full", OnFull.FAIL_OPEN, OnFull.class);
        Threading threading = threading(lane, ports.size());
        int queueLength = LimitsReader.queueLength(lane, options.limits());
        lane.misplaced(
                "goes with listen of mode multi or udp: diverted packets go back where they came from", "send-to");
        lane.misplaced("goes with listen of mode multi", "rejoin");
        if (ports.isEmpty() || problems.count() != before) {
            return Optional.empty();
        }
        return Optional.of(new DivertLane(
                name,
                ports,
                divert,
                options.withInterfaceNames(divert.interfaces()),
                chain,
                onFull,
                threading,
                slots,
                stallLimit,
                queueLength));
    }

    private static LaneOptions options(Section lane) {
        Enforcement enforcement = lane.flag("enforce", true) ? Enforcement.ENFORCE : Enforcement.OBSERVE;
        LaneOptions options = LaneOptions.DEFAULTS.withEnforcement(enforcement).withLimits(LimitsReader.limits(lane));
        OptionalLong seed = LimitsReader.seed(lane);
        return seed.isPresent() ? options.withSeed(seed.getAsLong()) : options;
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
}
