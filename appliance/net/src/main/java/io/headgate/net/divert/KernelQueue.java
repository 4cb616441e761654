package io.headgate.net.divert;

/**
 * The kernel's end of a divert socket.
 *
 * @param isOpen whether the kernel still knows the socket
 * @param waiting packets handed over or about to be, without a verdict yet
 * @param lost packets that the kernel dropped because queue or socket was full
 */
public record KernelQueue(boolean isOpen, long waiting, long lost) {
    /** A queue the kernel does not know. */
    public static final KernelQueue GONE = new KernelQueue(false, 0, 0);
}
