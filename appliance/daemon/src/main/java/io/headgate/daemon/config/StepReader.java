package io.headgate.daemon.config;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.daemon.config.yaml.Problems;
import io.headgate.daemon.config.yaml.Section;
import io.headgate.daemon.config.yaml.Shown;
import io.headgate.daemon.config.yaml.Suggestion;
import io.headgate.engine.lane.GuardPolicy;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.plugin.Plugin;
import io.headgate.engine.plugin.Plugins;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the steps of a chain, and has each plugin try its settings. */
final class StepReader {
    /** Wrong entries of one plugin's lists that are found one by one: each costs a try. */
    private static final int MAX_REFUSED = 20;

    private final Plugins plugins;
    private final Problems problems;

    StepReader(Plugins plugins, Problems problems) {
        this.plugins = plugins;
        this.problems = problems;
    }

    /** The steps that are right. */
    List<StepConfig> read(Section lane, int max) {
        List<StepConfig> chain = new ArrayList<>();
        lane.blocks("chain", max, step -> step(step).ifPresent(chain::add));
        return chain;
    }

    private Optional<StepConfig> step(Section step) {
        if (step.refuse("rules")) {
            policy(step);
            return Optional.empty();
        }
        String plugin = step.requiredText("plugin");
        Optional<Section> with = step.block("with");
        GuardPolicy policy = policy(step);
        Optional<Plugin> known = plugins.find(plugin);
        if (known.isEmpty()) {
            if (step.single("plugin").isPresent()) {
                step.noteAt("plugin", noSuchPlugin(plugin));
            }
            return Optional.empty();
        }
        if (with.isPresent() && with.get().isSpoilt()) {
            return Optional.empty();
        }
        Node settings = with.map(Section::node).orElse(Section.nothingAt(step.node()));
        Function<FilterFactory, Filter> filters = version -> create(version, settings);
        return tryOut(plugin, known.get().factory(), settings)
                .map(understood -> new StepConfig(
                        plugin,
                        policy,
                        understood,
                        newest(plugin, filters),
                        known.get().factory().permissions(),
                        filters));
    }

    private static GuardPolicy policy(Section step) {
        OnError onError = step.constant("on-error", OnError.PASS, OnError.class);
        int quarantineAfter = step.integer("quarantine-after", 0, GuardPolicy.MAX_QUARANTINE_AFTER)
                .orElse(GuardPolicy.DEFAULT_QUARANTINE_AFTER);
        long timeBudgetNs = step.durationNs(
                        "time-budget", GuardPolicy.MIN_TIME_BUDGET_NS, GuardPolicy.MAX_TIME_BUDGET_NS)
                .orElse(GuardPolicy.DEFAULT_TIME_BUDGET_NS);
        return new GuardPolicy(onError, quarantineAfter, timeBudgetNs, false);
    }

    private String noSuchPlugin(String plugin) {
        String meant = Suggestion.of(plugin, plugins.names())
                .map(name -> "; did you mean '" + name + "'?")
                .orElse(";");
        return "'plugin' is " + Shown.value(plugin) + ", but there is no such plugin" + meant + " there are: "
                + String.join(", ", plugins.names());
    }

    /** Asks for the factory at each call: it changes when a plugin is swapped, and the one that went is to be forgotten. */
    private Supplier<Filter> newest(String plugin, Function<FilterFactory, Filter> filters) {
        Plugins all = plugins;
        return () -> filters.apply(all.find(plugin).orElseThrow().factory());
    }

    private Filter create(FilterFactory version, Node settings) {
        Problems wrong = new Problems(problems.file());
        PluginSettings with = new PluginSettings(wrong, settings, Set.of());
        Filter filter = version.create(with);
        with.finish();
        wrong.throwIfAny();
        return filter;
    }

    /**
     * Creates a filter to see whether the settings are right: they are wrong now or never. A factory ends at the first
     * value that it throws for; if that is in an entry of a list, it tries again without the entry, for the next one.
     *
     * @return the settings as the plugin took them; empty if there are problems
     */
    private Optional<Map<String, Object>> tryOut(String plugin, FilterFactory factory, Node node) {
        int before = problems.count();
        Set<Node> omitted = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean isAgain = true;
        while (isAgain) {
            if (omitted.size() == MAX_REFUSED) {
                problems.add(node, tooMany(plugin));
                return Optional.empty();
            }
            PluginSettings with = new PluginSettings(problems, node, omitted);
            isAgain = false;
            try {
                Filter filter = factory.create(with);
                with.finish();
                if (problems.count() == before && filter != null) {
                    return Optional.of(with.understood());
                }
                noteUnlessSpoilt(with, filter != null, "plugin " + plugin + ": made no filter");
            } catch (SettingProblem wrong) {
                PluginSettings place = wrong.section();
                if (!place.isExplained(wrong.key())) {
                    place.noteAt(wrong.key(), wrong.getMessage());
                }
                with.finishHalfway();
                isAgain = place.isEntry() && omitted.add(place.node());
            } catch (IllegalArgumentException wrong) {
                noteUnlessSpoilt(with, false, "plugin " + plugin + ": " + wrong.getMessage());
                with.finishHalfway();
            } catch (RuntimeException | LinkageError broken) {
                noteUnlessSpoilt(with, false, "plugin " + plugin + ": failed: " + broken);
            }
        }
        return Optional.empty();
    }

    private static String tooMany(String plugin) {
        return "plugin " + plugin + ": " + MAX_REFUSED + " entries are wrong; the others were not looked at";
    }

    private void noteUnlessSpoilt(PluginSettings with, boolean isFine, String message) {
        if (!isFine && !with.isSpoilt()) {
            problems.add(with.node(), message);
        }
    }
}
