package io.headgate.net;

import io.headgate.net.handle.ErrorCode;
import io.headgate.net.handle.Handle;
import io.headgate.net.handle.HandleException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is open, by number, and how the last function went. Thread: the {@link Net}'s. */
final class HandleTable {
    /** As in a program whose first three descriptors are its standard streams. */
    private static final int FIRST = 3;

    private final Map<Integer, Handle> handles = new TreeMap<>();

    /** Oldest first. */
    private final List<Integer> order = new ArrayList<>();

    private ErrorCode lastError = ErrorCode.NONE;
    private String lastDetail = "";

    /** Something that can fail. */
    interface Action<T> {
        T run() throws HandleException;
    }

    /** Runs a function: remembers how it went, gives {@code failure} if it failed. */
    <T> T attempt(T failure, Action<T> action) {
        try {
            T result = action.run();
            clear();
            return result;
        } catch (HandleException failed) {
            fail(failed);
            return failure;
        }
    }

    /** As {@link #attempt}, and closes the handle if the function failed otherwise than by an interrupt. */
    <T> T attemptOrClose(int number, T failure, Action<T> action) {
        try {
            T result = action.run();
            clear();
            return result;
        } catch (HandleException failed) {
            fail(failed);
            if (!failed.isInterrupt()) {
                close(number);
            }
            return failure;
        }
    }

    void clear() {
        lastError = ErrorCode.NONE;
        lastDetail = "";
    }

    private void fail(HandleException failed) {
        lastError = failed.code();
        lastDetail = failed.getMessage();
    }

    /** Null if the last function succeeded. */
    NetError error() {
        return lastError == ErrorCode.NONE ? null : NetError.of(lastError.number());
    }

    String detail() {
        return lastDetail;
    }

    /** Gives a handle the lowest free number. */
    int add(Handle handle) {
        int number = FIRST;
        for (int taken : handles.keySet()) {
            if (taken != number) {
                break;
            }
            number++;
        }
        handles.put(number, handle);
        order.add(number);
        return number;
    }

    /** The handle of a number, whose absence is a failure of kind {@code code}. */
    Handle get(int number, ErrorCode code) throws HandleException {
        Handle handle = handles.get(number);
        if (handle == null) {
            throw new HandleException(code, "handle " + number + " is not open");
        }
        return handle;
    }

    /** Null if there is none. */
    Handle find(int number) {
        return handles.get(number);
    }

    /** Closes and forgets; says whether it was there. */
    boolean close(int number) {
        Handle handle = handles.remove(number);
        if (handle == null) {
            return false;
        }
        order.remove((Integer) number);
        handle.close();
        return true;
    }

    void closeAll() {
        numbers().forEach(this::close);
    }

    /** Newest first. */
    List<Integer> numbers() {
        List<Integer> newestFirst = new ArrayList<>(order);
        Collections.reverse(newestFirst);
        return newestFirst;
    }
}
