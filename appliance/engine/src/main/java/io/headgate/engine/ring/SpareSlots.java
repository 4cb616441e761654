package io.headgate.engine.ring;

/**
 * How many slots an arena has beside its ring, for packets that are held, copied or made here. Sinks send from them as
 * from the ring's, since they lie in the same memory.
 *
 * @param small for packets of up to {@link SlotArena#SMALL_CAPACITY} bytes
 * @param large for any packet
 */
public record SpareSlots(int small, int large) {
    /** Of a ring whose packets all leave in turn. */
    public static final SpareSlots NONE = new SpareSlots(0, 0);

    /** Checks the numbers. */
    public SpareSlots {
        if (small < 0 || large < 0) {
            throw new IllegalArgumentException(
                    "spare slots must be 0 or more: " + small + " small, " + large + " large");
        }
    }

    public int total() {
        return small + large;
    }
}
