package io.headgate.net.multicast.watch;

/** A packet that is no message of IGMP or MLD, or lies about its lengths. Says why; has no stack. */
final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1;

    MalformedMessage(String why) {
        super(why, null, false, false);
    }
}
