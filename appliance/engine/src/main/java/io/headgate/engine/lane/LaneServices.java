package io.headgate.engine.lane;

/** What a lane's filters share. Thread: the lane's. */
record LaneServices(
        String laneName,
        LaneOptions options,
        LaneHome home,
        LaneClock clock,
        PacketAtHand atHand,
        HeldPackets held,
        OwnPackets own) {
    LaneOutlets outlets() {
        return options.outlets();
    }
}
