package io.headgate.testkit;

/**
 * What a filter threw.
 *
 * @param call name of the method
 * @param packet number of the packet, counted from 0; {@link #NO_PACKET} if there was none, or it was a clone
 */
public record Failure(String filter, String call, int packet, Throwable cause) {
    public static final int NO_PACKET = -1;

    Failure on(int number) {
        return new Failure(filter, call, number, cause);
    }

    @Override
    public String toString() {
        return "filter " + filter + " failed in " + call + (packet == NO_PACKET ? "" : " on packet " + packet) + ": "
                + cause;
    }
}
