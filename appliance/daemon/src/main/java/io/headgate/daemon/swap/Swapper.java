package io.headgate.daemon.swap;

import io.headgate.api.Filter;
import io.headgate.control.ControlException;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.yaml.Suggestion;
import io.headgate.daemon.selftest.SelfTest;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.ChainSwap;
import io.headgate.engine.lane.LaneOutlets;
import io.headgate.engine.plugin.Plugin;
import io.headgate.engine.plugin.Plugins;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a plugin's newest version in the place of the one that runs. Whatever goes wrong, the lanes go on as they were. Thread:
 * any but a lane's; one swap at a time, a second one is refused.
 */
public final class Swapper {
    private static final Logger LOG = LoggerFactory.getLogger(Swapper.class);

    /** For the warm-up of all lanes together: what is compiled before the edge need not be behind it. */
    private static final long WARM_UP_MS = 200;

    /** For every lane to come to a batch edge; one that takes longer hangs. */
    private static final Duration EDGE_LIMIT = Duration.ofSeconds(2);

    private final Plugins plugins;
    private final List<SwapTarget> targets;
    private final LaneOutlets trial;
    private final BiConsumer<SwapTarget, Plugin> onSwapped;
    private final StartLimits limits;
    private final ReentrantLock swapping = new ReentrantLock();

    /** Which version each lane runs, once it is no longer the one it was started with. */
    private final IdentityHashMap<SwapTarget, Map<String, Plugin>> versions = new IdentityHashMap<>();

    /** For lanes without mirrors. */
    public Swapper(Plugins plugins, List<SwapTarget> targets) {
        this(plugins, targets, LaneOutlets.NONE, (target, plugin) -> {});
    }

    /**
     * @param targets lanes that run, with filters of these plugins
     * @param trial has the lanes' mirrors for a newcomer's self-test, and keeps nothing
     * @param onSwapped told, on the swap's thread, of each lane that has another version now
     */
    public Swapper(
            Plugins plugins, List<SwapTarget> targets, LaneOutlets trial, BiConsumer<SwapTarget, Plugin> onSwapped) {
        this.onSwapped = onSwapped;
        this.plugins = plugins;
        this.trial = trial;
        this.targets = List.copyOf(targets);
        this.limits = new StartLimits(
                targets.stream().map(SwapTarget::config).distinct().toList());
        for (SwapTarget target : targets) {
            Map<String, Plugin> used = new ConcurrentHashMap<>();
            target.config()
                    .chain()
                    .forEach(step -> plugins.find(step.plugin()).ifPresent(found -> used.put(found.name(), found)));
            versions.put(target, used);
        }
    }

    /**
     * Loads a plugin anew and has lanes go on with it.
     *
     * @param lane only this one; empty for all that use the plugin
     * @throws ControlException with why not, for the operator
     */
    public SwapReport swap(String plugin, Optional<String> lane) {
        if (!swapping.tryLock()) {
            throw new ControlException("another swap is under way; try again when it is done");
        }
        try {
            List<SwapTarget> chosen = choose(plugin, lane);
            Plugin loaded = reload(plugin);
            try {
                return swap(chosen, loaded);
            } catch (Throwable refused) { // The new version's own, too.
                closeUnlessUsed(loaded);
                String why = Refusal.text(refused);
                LOG.warn("plugin={} not swapped: {}", plugin, why);
                // Without the cause: a stack trace would keep the classes of the new version.
                throw new ControlException(plugin + " is not swapped, the lanes go on with what they have: " + why);
            }
        } finally {
            swapping.unlock();
        }
    }

    private List<SwapTarget> choose(String plugin, Optional<String> lane) {
        List<SwapTarget> users = targets.stream()
                .filter(target -> !target.places(plugin).isEmpty())
                .toList();
        if (users.isEmpty()) {
            Set<String> used = targets.stream()
                    .flatMap(target -> target.config().chain().stream())
                    .map(step -> step.plugin())
                    .collect(Collectors.toCollection(TreeSet::new));
            throw new ControlException("no lane has a plugin '" + plugin + "'" + meant(plugin, used) + " there are: "
                    + String.join(", ", used));
        }
        List<SwapTarget> chosen = users.stream()
                .filter(target -> lane.map(target::isCalled).orElse(true))
                .toList();
        if (chosen.isEmpty()) {
            Set<String> names =
                    users.stream().map(user -> user.lane().name()).collect(Collectors.toCollection(TreeSet::new));
            throw new ControlException("no lane '" + lane.orElse("") + "' with plugin '" + plugin + "'"
                    + meant(lane.orElse(""), names) + " there are: " + String.join(", ", names));
        }
        return chosen;
    }

    private static String meant(String written, Set<String> known) {
        return Suggestion.of(written, known)
                .map(word -> "; did you mean '" + word + "'?")
                .orElse(";");
    }

    private Plugin reload(String plugin) {
        try {
            return plugins.reload(plugin);
        } catch (RuntimeException refused) {
            throw new ControlException(plugin + " is not swapped: " + refused.getMessage(), refused);
        }
    }

    private SwapReport swap(List<SwapTarget> chosen, Plugin loaded) {
        String name = loaded.name();
        Set<Plugin> before = chosen.stream()
                .map(target -> versions.get(target).get(name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<LaneConfig> configs =
                chosen.stream().map(SwapTarget::config).distinct().toList();
        configs.forEach(config -> limits.require(config, loaded));
        for (LaneConfig config : configs) {
            SelfTest test = new SelfTest(config, () -> chain(config, loaded), trial, name);
            test.warmUp(WARM_UP_MS / configs.size());
            test.run();
        }
        List<ChainSwap.Taken> taken = ChainSwap.commit(prepare(chosen, loaded), EDGE_LIMIT);
        plugins.adopt(loaded);
        chosen.forEach(target -> {
            versions.get(target).put(name, loaded);
            onSwapped.accept(target, loaded);
        });
        before.forEach(this::closeUnlessUsed);
        SwapReport report = new SwapReport(
                name, before.stream().map(Swapper::called).distinct().toList(), called(loaded), taken);
        LOG.info("swapped {}", report.toText());
        return report;
    }

    private static Chain chain(LaneConfig config, Plugin loaded) {
        return new Chain(config.chain().stream()
                .map(step -> step.plugin().equals(loaded.name()) ? step.create(loaded.factory()) : step.create())
                .toList());
    }

    private static List<ChainSwap> prepare(List<SwapTarget> chosen, Plugin loaded) {
        List<ChainSwap> swaps = new ArrayList<>();
        try {
            for (SwapTarget target : chosen) {
                Map<Integer, Filter> filters = new LinkedHashMap<>();
                for (int place : target.places(loaded.name())) {
                    filters.put(
                            place,
                            target.config()
                                    .chain()
                                    .get(place)
                                    .create(loaded.factory())
                                    .filter());
                }
                swaps.add(target.lane().prepareSwap(filters));
            }
            return swaps;
        } catch (RuntimeException | Error refused) {
            swaps.forEach(ChainSwap::giveUp);
            throw refused;
        }
    }

    private void closeUnlessUsed(Plugin plugin) {
        boolean isUsed =
                plugins.find(plugin.name()).filter(newest -> newest == plugin).isPresent()
                        || versions.values().stream().anyMatch(used -> used.containsValue(plugin));
        if (!isUsed) {
            plugin.close();
        }
    }

    /** Its version, and where versions say nothing, the beginning of its jar's sum. */
    private static String called(Plugin plugin) {
        String sum = plugin.sha256().isEmpty()
                ? "bundled"
                : "sha256 " + plugin.sha256().substring(0, 12);
        return plugin.version().isEmpty() ? sum : plugin.version() + " (" + sum + ")";
    }

    /** The version of a plugin that a lane runs, as people call it; "" if it is none of the configuration's. Any thread. */
    public String version(SwapTarget target, String plugin) {
        Plugin used = versions.get(target).get(plugin);
        return used == null ? "" : called(used);
    }
}
