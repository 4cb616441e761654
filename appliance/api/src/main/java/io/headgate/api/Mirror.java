package io.headgate.api;

/**
 * Where copies of packets go, found by {@link FilterContext#mirror}. Thread: the lane's.
 */
public interface Mirror {
    /**
     * Copies the packet as it stands, with what was changed so far and checksums not yet repaired. Never waits.
     *
     * @return false if the mirror had no room: the copy is lost, and counted there
     */
    boolean copy(Packet packet);
}
