package io.headgate.engine.lane;

/** What a lane counts beside drops, for its {@link Ledger}. Thread: the lane's. */
final class Tally {
    long consumed;
    long reinjected;
    long changed;
    long bypassed;
    long observedChanged;
    long observedHeld;
    long observedInjected;
    long clonesDropped;
    long notInjected;
    long rejectsSent;
    long rejectsSuppressed;
}
