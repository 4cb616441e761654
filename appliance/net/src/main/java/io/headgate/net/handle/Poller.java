package io.headgate.net.handle;

import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.nio.ByteBuffer;
import java.util.List;

/** Waits for several handles at once. */
final class Poller {
    /** Most handles of one call. */
    static final int MAX_HANDLES = 1_024;

    private static final int POLLFD = 8;
    private static final int EVENTS = 4;
    private static final int RETURNED = 6;
    private static final int POLLNVAL = 0x20;

    /** A divert port may have two descriptors; the last is the wake-up's. */
    private static final int CAPACITY = 2 * MAX_HANDLES + 1;

    private final Calls calls;
    private final ByteBuffer pollFds = NativeMemory.allocate(CAPACITY * POLLFD);
    private final long pollFdsAddress = NativeMemory.addressOf(pollFds);
    private final int[] owners = new int[CAPACITY];
    private int count;

    Poller(Calls calls) {
        this.calls = calls;
    }

    boolean[] select(List<Handle> handles, Readiness what, long deadlineNs) throws HandleException {
        boolean[] isReady = new boolean[handles.size()];
        boolean isFound = findAtHand(handles, what, isReady);
        enter(handles, what, isReady);
        while (true) {
            int result = calls.libc().poll(pollFdsAddress, count, isFound ? 0 : Calls.millisUntil(deadlineNs));
            if (result < 0 && Sys.errno() != calls.abi().errnos().interrupted()) {
                throw HandleException.ofErrno(ErrorCode.SELECT, "poll");
            }
            if (result > 0) {
                isFound |= evaluate(handles, what, isReady);
            }
            boolean isOver = result == 0 && deadlineNs != Calls.NO_DEADLINE && System.nanoTime() >= deadlineNs;
            if (isFound || isOver) {
                return isReady;
            }
        }
    }

    /** What needs no poll: bytes received already, and divert ports, which never make a sender wait. */
    private static boolean findAtHand(List<Handle> handles, Readiness what, boolean[] isReady) {
        boolean isFound = false;
        for (int i = 0; i < isReady.length; i++) {
            Handle handle = handles.get(i);
            isReady[i] = what == Readiness.READ ? handle.hasInput() : what == Readiness.WRITE && handle.isDivert();
            isFound |= isReady[i];
        }
        return isFound;
    }

    private void enter(List<Handle> handles, Readiness what, boolean[] isReady) {
        count = 0;
        add(calls.wakeup().fd(), Calls.POLLIN, -1);
        for (int i = 0; i < isReady.length; i++) {
            if (!isReady[i]) {
                for (int descriptor : handles.get(i).descriptors()) {
                    add(descriptor, what.events(), i);
                }
            }
        }
    }

    private void add(int fd, short events, int owner) {
        pollFds.putInt(count * POLLFD, fd)
                .putShort(count * POLLFD + EVENTS, events)
                .putShort(count * POLLFD + RETURNED, (short) 0);
        owners[count++] = owner;
    }

    private boolean evaluate(List<Handle> handles, Readiness what, boolean[] isReady) throws HandleException {
        if (pollFds.getShort(RETURNED) != 0 && calls.wakeup().clear()) {
            throw HandleException.interrupted().as(ErrorCode.SELECT);
        }
        boolean isFound = false;
        for (int i = 1; i < count; i++) {
            short returned = pollFds.getShort(i * POLLFD + RETURNED);
            if ((returned & POLLNVAL) != 0) {
                throw new HandleException(ErrorCode.SELECT, "a socket was closed behind its handle");
            }
            if (returned != 0) {
                Handle handle = handles.get(owners[i]);
                // What arrives for a divert port need not be a packet.
                boolean isMet = handle.isDivert() ? handle.hasInput() : what.isMetBy(returned);
                if (isMet) {
                    isReady[owners[i]] = true;
                    isFound = true;
                } else if (!handle.isDivert()) {
                    // Reported whether asked for or not, and again at once: not looked at any more.
                    pollFds.putInt(i * POLLFD, -1);
                }
            }
        }
        return isFound;
    }
}
