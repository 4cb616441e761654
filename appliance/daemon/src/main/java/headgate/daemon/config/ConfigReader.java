package headgate.daemon.config;

import headgate.api.Filter;
import headgate.api.FilterFactory;
import headgate.engine.lane.OnError;
import headgate.engine.lane.OnFull;
import headgate.engine.lane.Threading;
import headgate.engine.ring.SlotArena;
import headgate.rules.kernel.IptablesRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a configuration file. */
public final class ConfigReader {
    /** Slots of a ring unless told otherwise. */
    public static final int DEFAULT_SLOTS = 1024;

    private final Map<String, FilterFactory> plugins = new TreeMap<>();

    public ConfigReader() {
        ServiceLoader.load(FilterFactory.class).forEach(factory -> plugins.put(factory.name(), factory));
    }

    /**
     * Reads and validates; opens nothing.
     *
     * @throws ConfigException if the file cannot be read or is not a valid configuration
     */
    public ApplianceConfig read(Path path) {
        try {
            return parse(path.toString(), Files.readString(path));
        } catch (IOException unreadable) {
            throw new ConfigException(path + ": cannot be read: " + unreadable, unreadable);
        }
    }

    /** Validates a configuration that is at hand; {@code file} is its name in messages. */
    public ApplianceConfig parse(String file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setUseMarks(true)
                .setMaxAliasesForCollections(0)
                .build();
        try {
            Section root = new Compose(settings)
                    .composeString(text)
                    .map(node -> new Section(file, "the configuration", node))
                    .orElseThrow(() -> new ConfigException(file + ": is empty; it needs at least 'lanes'"));
            List<LaneConfig> lanes = new ArrayList<>();
            root.blocks("lanes", lane -> lanes.add(lane(lane, lanes)));
            root.finish();
            return new ApplianceConfig(lanes);
        } catch (MarkedYamlEngineException malformed) {
            String place =
                    malformed.getProblemMark().map(Section::lineAndColumn).orElse("");
            throw new ConfigException(file + place + ": is not YAML: " + malformed.getProblem(), malformed);
        } catch (YamlEngineException malformed) {
            throw new ConfigException(file + ": is not YAML: " + malformed.getMessage(), malformed);
        } catch (StackOverflowError tooDeep) {
            throw new ConfigException(file + ": is nested too deeply", tooDeep);
        }
    }

    private LaneConfig lane(Section lane, List<LaneConfig> others) {
        String name = lane.requiredText("name");
        if (!name.matches("[a-z][a-z0-9-]{0,15}")) {
            throw lane.error("'name' is '" + name + "', but must be 1 to 16 lower case letters, digits and dashes");
        }
        List<Listen> listens = lane.blocks("listen", ConfigReader::listen);
        if (listens.size() > 1) {
            throw lane.error("lane '" + name + "' listens twice, but a queue already serves both directions");
        }
        Listen listen = listens.get(0);
        others.forEach(other -> checkApart(lane, name, listen, other));
        int slots = lane.integer("slots", 64, SlotArena.MAX_SLOTS).orElse(DEFAULT_SLOTS);
        if (Integer.bitCount(slots) != 1) {
            throw lane.error("'slots' is " + slots + ", but must be a power of two");
        }
        OnFull onFull = lane.constant("on-full", OnFull.FAIL_OPEN, OnFull.class);
        Threading threading = lane.constant("threading", Threading.SHARED, Threading.class);
        List<String> interfaces =
                lane.block("divert").map(ConfigReader::interfaces).orElse(List.of());
        List<StepConfig> chain = lane.blocks("chain", this::step);
        return new LaneConfig(name, listen.port(), listen.queues(), onFull, threading, slots, interfaces, chain);
    }

    private static void checkApart(Section lane, String name, Listen listen, LaneConfig other) {
        if (name.equals(other.name())) {
            throw lane.error("there is a lane '" + name + "' already");
        }
        int end = listen.port() + listen.queues();
        if (listen.port() < other.port() + other.queues() && other.port() < end) {
            throw lane.error("lane '" + other.name() + "' has queues " + listen.port() + " to " + (end - 1)
                    + " or some of them");
        }
    }

    private record Listen(int port, int queues) {}

    private static Listen listen(Section listen) {
        int port = listen.requiredInteger("port", 0, 65_535);
        int queues = listen.integer("queues", 1, 64).orElse(1);
        listen.choice("mode", "divert", "divert");
        listen.choice("backend", "auto", "auto", "nfqueue");
        if (port + queues > 65_536) {
            throw listen.error("queues " + port + " to " + (port + queues - 1) + " end beyond 65535");
        }
        return new Listen(port, queues);
    }

    private static List<String> interfaces(Section divert) {
        List<String> interfaces = divert.texts("interfaces", IptablesRules::requireInterfaceName);
        divert.finish();
        return interfaces;
    }

    private StepConfig step(Section step) {
        String plugin = step.requiredText("plugin");
        OnError onError = step.constant("on-error", OnError.PASS, OnError.class);
        FilterFactory factory = plugins.get(plugin);
        if (factory == null) {
            throw step.error("no plugin '" + plugin + "'; there are: " + String.join(", ", plugins.keySet()));
        }
        Section with = step.block("with").orElseGet(step::empty);
        Supplier<Filter> filters = () -> create(plugin, factory, with.again());
        create(plugin, factory, with.again()); // Settings are wrong now or never.
        return new StepConfig(plugin, onError, filters);
    }

    private static Filter create(String plugin, FilterFactory factory, Section with) {
        try {
            Filter filter = factory.create(with);
            with.finish();
            return filter;
        } catch (ConfigException placed) {
            throw placed;
        } catch (IllegalArgumentException wrong) {
            throw with.error("plugin " + plugin + ": " + wrong.getMessage(), wrong);
        }
    }
}
