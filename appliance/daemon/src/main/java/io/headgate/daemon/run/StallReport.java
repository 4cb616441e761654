package io.headgate.daemon.run;

import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.quarantine.PluginVersion;
import io.headgate.daemon.quarantine.QuarantineEntry;
import io.headgate.daemon.quarantine.QuarantineFile;
import io.headgate.engine.plugin.Plugin;
import io.headgate.engine.plugin.Plugins;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts filters that do not return on the quarantine list, in the version that hangs, and tells the operator. Thread: any.
 */
final class StallReport {
    private static final Logger LOG = LoggerFactory.getLogger(StallReport.class);

    private final QuarantineFile file;

    /** By name of lane and plugin. */
    private final Map<String, String> versions = new ConcurrentHashMap<>();

    StallReport(QuarantineFile file) {
        this.file = file;
    }

    /** Notes what a lane starts with. */
    void started(String lane, LaneConfig config, Plugins plugins) {
        for (StepConfig step : config.chain()) {
            plugins.find(step.plugin()).ifPresent(plugin -> swapped(lane, plugin));
        }
    }

    /** Notes that a lane has another version of a plugin. */
    void swapped(String lane, Plugin plugin) {
        versions.put(lane + "/" + plugin.name(), PluginVersion.of(plugin));
    }

    /**
     * Puts a filter on the list, then says so: a log that nobody reads may block for ever.
     *
     * @param config the lane's
     * @param limit within which it did not return, as people write it
     * @param stack where it hangs, a line for each frame, each after a line end
     */
    void add(String lane, LaneConfig config, String filter, String limit, String stack) {
        QuarantineEntry entry = new QuarantineEntry(
                config.name(),
                filter,
                versions.getOrDefault(lane + "/" + filter, PluginVersion.UNKNOWN),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                "did not return from a call within " + limit);
        IOException failure = null;
        try {
            file.add(entry);
        } catch (IOException failed) {
            failure = failed;
        }
        LOG.error(
                "lane={} filter={} did not return within {}; ending with status {}",
                lane,
                filter,
                limit,
                StallWatch.STALLED);
        if (failure == null) {
            LOG.error("filter={} will not be called after a restart: {} has it", filter, file.path());
        } else {
            LOG.error(
                    "filter={} will be called again after a restart: {} cannot be written ({}); give this user the right"
                            + " to, or name another directory by the key 'state'",
                    filter,
                    file.path(),
                    failure.toString());
        }
        LOG.error("lane={} hangs here:{}", lane, stack);
    }
}
