package io.headgate.daemon.swap;

import io.headgate.api.Filter;
import io.headgate.api.Permission;
import io.headgate.control.ControlException;
import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.ListenConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.engine.plugin.Plugin;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What was decided, and made room for, by the filters with which the lanes were started: a new version has to do with it,
 * whatever versions ran in between. Thread: any, one at a time.
 */
final class StartLimits {
    /** Lanes for which the kernel puts fragments together, or need not be told to, by name. */
    private final Set<String> withWholeDatagrams = new HashSet<>();

    /** @param lanes with the filters that they were started with */
    StartLimits(List<LaneConfig> lanes) {
        for (LaneConfig lane : lanes) {
            boolean isByRules = lane instanceof DivertLane divert && !divert.isDivert4();
            if (!isByRules || !lane.fragmentFilters().isEmpty()) {
                withWholeDatagrams.add(lane.name());
            }
        }
    }

    /** @throws ControlException if a new version of a plugin of the lane needs more */
    void require(LaneConfig lane, Plugin loaded) {
        for (StepConfig step : lane.chain()) {
            if (step.plugin().equals(loaded.name())) {
                requirePermissions(step, loaded);
                Filter filter = step.create(loaded.factory()).filter();
                requireWholeDatagrams(lane, filter);
                requireOneQueue(lane, filter);
            }
        }
    }

    private static void requirePermissions(StepConfig step, Plugin loaded) {
        Set<Permission> more = EnumSet.noneOf(Permission.class);
        more.addAll(loaded.factory().permissions());
        more.removeAll(step.permissions());
        if (!more.isEmpty()) {
            throw new ControlException(
                    "the new version asks for more permissions, " + more + ": restart the appliance to grant them");
        }
    }

    private void requireWholeDatagrams(LaneConfig lane, Filter filter) {
        if (filter.needsFragmentPorts() && !withWholeDatagrams.contains(lane.name())) {
            throw new ControlException("the new version needs the ports of every packet, and the kernel rules of lane "
                    + lane.name() + " leave fragments as they are: restart the appliance and apply its rules anew");
        }
    }

    private static void requireOneQueue(LaneConfig lane, Filter filter) {
        int queues = lane instanceof DivertLane divert
                ? divert.listens().stream().mapToInt(ListenConfig::queues).max().orElse(1)
                : 1;
        if (queues > 1 && filter.rewritesAddresses() && filter.keepsFlows()) {
            throw new ControlException("the new version rewrites addresses and remembers flows, and lane " + lane.name()
                    + " has " + queues
                    + " queues, which are chosen by addresses, so that an answer would come to another"
                    + " one: restart the appliance with one queue, or with lanes of which each has its own interfaces");
        }
    }
}
