package io.headgate.daemon.run;

import io.headgate.daemon.host.LaneRules;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says, until a lane's first packet, that none has arrived and what that takes on this host.
 *
 * <p>Thread: one at a time; starts a program each time it speaks.
 */
final class Arrivals {
    private final LaneRules rules;
    private final LongSupplier arrived;
    private final long everyNs;
    private final Consumer<String> say;

    private boolean hasSpoken;
    private boolean isDone;
    private long spokenNs;

    /**
     * @param arrived packets so far
     * @param everyNs how often to repeat what is missing
     */
    Arrivals(LaneRules rules, LongSupplier arrived, long everyNs, Consumer<String> say) {
        this.rules = rules;
        this.arrived = arrived;
        this.everyNs = everyNs;
        this.say = say;
    }

    /** Looks, and speaks if it is time to. */
    void look(long nowNs) {
        if (isDone) {
            return;
        }
        if (arrived.getAsLong() > 0) {
            isDone = true;
            say.accept(lane() + "first packet arrived");
        } else if (!hasSpoken || nowNs - spokenNs >= everyNs) {
            hasSpoken = true;
            spokenNs = nowNs;
            say.accept(lane() + "packets arrived: 0; " + why());
        }
    }

    private String lane() {
        return "lane=" + rules.lane().name() + " ";
    }

    /** Whatever cannot be read here is no reason not to filter. */
    private String why() {
        try {
            return whatIsMissing();
        } catch (RuntimeException unreadable) {
            return "cannot see whether a kernel rule sends any to "
                    + rules.lane().whence() + ": " + unreadable.getMessage();
        }
    }

    private String whatIsMissing() {
        LaneRules.Installed installed = rules.installed();
        if (!installed.isKnown()) {
            return "cannot see whether a kernel rule sends any to "
                    + rules.lane().whence() + " (" + installed.problem() + "); if none does, " + rules.instructions();
        }
        if (installed.counts().isEmpty()) {
            return "no " + rules.firewall().label() + " rule sends any to "
                    + rules.lane().whence() + "; " + rules.instructions();
        }
        return "rules for " + rules.lane().whence()
                + " are there, but have sent nothing here since the start; packets matched" + " so far, here or before:"
                + LaneRules.block(installed.counts());
    }
}
