package io.headgate.daemon.quarantine;

import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.config.yaml.Section;
import io.headgate.engine.plugin.Plugins;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Quarantines, at the start, the filters that are on the list; says so, and how to have them back. */
public final class StartList {
    private static final Logger LOG = LoggerFactory.getLogger(StartList.class);

    private final QuarantineFile file;
    private final Plugins plugins;

    /** @param plugins those that the lanes use */
    public StartList(QuarantineFile file, Plugins plugins) {
        this.file = file;
        this.plugins = plugins;
    }

    /** The same lanes, with the steps on the list quarantined. A list that cannot be read is empty, and said to be. */
    public List<LaneConfig> applyTo(List<LaneConfig> lanes) {
        List<QuarantineEntry> entries = entries();
        if (entries.isEmpty()) {
            return lanes;
        }
        List<LaneConfig> result = new ArrayList<>();
        for (LaneConfig lane : lanes) {
            result.add(lane.withChain(lane.chain().stream()
                    .map(step -> isListed(lane, step, entries) ? step.quarantined() : step)
                    .toList()));
        }
        return result;
    }

    private List<QuarantineEntry> entries() {
        try {
            QuarantineFile.Content content = file.read();
            content.badLines()
                    .forEach(line -> LOG.warn(
                            "{}:{}: is no entry of a quarantined filter and has no effect; delete the line",
                            file.path(),
                            line.number()));
            return content.entries();
        } catch (IOException unreadable) {
            LOG.warn(
                    "{} cannot be read ({}): filters that hung before are called again; let this user read it",
                    file.path(),
                    unreadable.toString());
            return List.of();
        }
    }

    private boolean isListed(LaneConfig lane, StepConfig step, List<QuarantineEntry> entries) {
        Optional<QuarantineEntry> listed = entries.stream()
                .filter(entry ->
                        entry.lane().equals(lane.name()) && entry.filter().equals(step.plugin()))
                .findFirst();
        if (listed.isEmpty()) {
            return false;
        }
        QuarantineEntry entry = listed.get();
        String version = plugins.find(step.plugin()).map(PluginVersion::of).orElse(PluginVersion.UNKNOWN);
        if (!version.equals(entry.version())) {
            LOG.warn(
                    "lane={} filter={} is called again: version={} was quarantined at {}, this is version={}",
                    lane.name(),
                    step.plugin(),
                    entry.version(),
                    entry.when(),
                    version);
            return false;
        }
        LOG.warn(
                "lane={} filter={} is quarantined since {}, on-error: {} decides: it {}; to have it called again: "
                        + "headgate quarantine clear {}, or delete its line in {}, then restart",
                lane.name(),
                step.plugin(),
                entry.when(),
                Section.written(step.onError()),
                entry.why(),
                entry.name(),
                file.path());
        return true;
    }
}
