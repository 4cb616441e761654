package io.headgate.net.multicast;

/**
 * What one socket joins: a group with all of its sources, or with a part of them, if they are too many for one socket.
 */
record Membership(Group group, SourceList sources) {
    /** Whether both cannot be of one socket: there they would be one membership. */
    boolean collidesWith(Membership other) {
        return group.address().equals(other.group.address())
                && group.interfaceName().equals(other.group.interfaceName());
    }
}
