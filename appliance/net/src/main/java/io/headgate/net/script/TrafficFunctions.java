package io.headgate.net.script;

import io.headgate.net.Datagram;
import io.headgate.net.script.Value.Int;
import io.headgate.net.script.Value.Nil;
import io.headgate.net.script.Value.Sequence;
import io.headgate.net.script.Value.Str;
import io.headgate.net.script.Value.Symbol;
import java.util.ArrayList;
import java.util.List;

/** The net-* functions that receive, send and wait. */
final class TrafficFunctions {
    private final NetCalls calls;

    TrafficFunctions(NetCalls calls) {
        this.calls = calls;
    }

    List<Builtin> builtins() {
        return List.of(
                new Builtin(
                        "net-receive",
                        "socket symbol max [wait-string]",
                        "waits for bytes and assigns them, gives their number",
                        this::receive),
                new Builtin(
                        "net-receive-from",
                        "socket max",
                        "waits for a datagram: (data address port); from divert (address packet port)",
                        this::receiveFrom),
                new Builtin(
                        "net-receive-udp",
                        "port max [microseconds [address]]",
                        "opens, waits for one datagram, closes: (data address port)",
                        this::receiveUdp),
                new Builtin("net-send", "socket string [count]", "sends bytes, gives their number", this::send),
                new Builtin(
                        "net-send-to",
                        "host port string socket",
                        "sends a datagram, or gives a diverted packet back",
                        this::sendTo),
                new Builtin(
                        "net-send-udp",
                        "host port string [broadcast]",
                        "opens, sends one datagram, closes",
                        this::sendUdp),
                new Builtin(
                        "net-select",
                        "socket-or-list mode microseconds",
                        "waits until one can be read (\"r\") or written (\"w\")",
                        this::select),
                new Builtin("net-peek", "socket", "number of bytes that wait", this::peek));
    }

    /** No more than a string can have. */
    private static int max(Arguments arguments, int index) {
        return Math.min(arguments.small(index), Memory.MAX_STRING_BYTES);
    }

    private Value receive(Arguments arguments) {
        arguments.require(0);
        int handle = arguments.small(0);
        Symbol symbol = arguments.symbol(1);
        int max = max(arguments, 2);
        byte[] waitString = arguments.has(3) ? arguments.bytes(3) : null;
        byte[] data =
                calls.call(net -> waitString == null ? net.receive(handle, max) : net.receive(handle, max, waitString));
        if (data == null) {
            return Nil.NIL;
        }
        arguments.evaluator().assign(symbol, new Str(data));
        return new Int(data.length);
    }

    private Value receiveFrom(Arguments arguments) {
        int handle = arguments.small(0);
        int max = max(arguments, 1);
        boolean isDivert = calls.call(net -> net.isDivert(handle));
        return datagram(arguments, calls.call(net -> net.receiveFrom(handle, max)), isDivert);
    }

    private Value receiveUdp(Arguments arguments) {
        int port = arguments.small(0);
        int max = max(arguments, 1);
        long timeoutUs = arguments.has(2) ? arguments.integer(2) : 0;
        String address = arguments.has(3) ? arguments.text(3) : "";
        return datagram(arguments, calls.call(net -> net.receiveUdp(port, max, timeoutUs, address)), false);
    }

    /** A diverted packet's address comes first, so that the loop with which divert sockets are documented works. */
    private static Value datagram(Arguments arguments, Datagram received, boolean isDivert) {
        if (received == null) {
            return Nil.NIL;
        }
        Value data = new Str(received.data());
        Value address = Arguments.string(received.address());
        Value port = new Int(received.port());
        return arguments.list(isDivert ? List.of(address, data, port) : List.of(data, address, port));
    }

    private Value send(Arguments arguments) {
        int handle = arguments.small(0);
        byte[] data = arguments.bytes(1);
        if (!arguments.has(2)) {
            return sent(calls.call(net -> net.send(handle, data)));
        }
        int count = arguments.small(2);
        return sent(calls.call(net -> net.send(handle, data, count)));
    }

    private static Value sent(int bytes) {
        return bytes < 0 ? Nil.NIL : new Int(bytes);
    }

    private Value sendTo(Arguments arguments) {
        String host = arguments.text(0);
        int port = arguments.small(1);
        byte[] data = arguments.bytes(2);
        int handle = arguments.small(3);
        return sent(calls.call(net -> net.sendTo(host, port, data, handle)));
    }

    private Value sendUdp(Arguments arguments) {
        String host = arguments.text(0);
        int port = arguments.small(1);
        byte[] data = arguments.bytes(2);
        boolean isBroadcast = arguments.value(3).isTrue();
        return sent(calls.call(net -> net.sendUdp(host, port, data, isBroadcast)));
    }

    private Value select(Arguments arguments) {
        arguments.require(0);
        Value which = arguments.value(0);
        if (!SocketFunctions.isNumber(which) && !(which instanceof Sequence)) {
            throw arguments.wrong("list or number expected", which);
        }
        byte[] modeBytes = arguments.bytes(1);
        char mode = modeBytes.length == 0 ? 0 : (char) modeBytes[0];
        if (mode != 'r' && mode != 'w' && mode != 'e') {
            throw arguments.wrong("invalid parameter", new Str(modeBytes));
        }
        long timeoutUs = arguments.integer(2);
        if (!(which instanceof Sequence list)) {
            int handle = Arguments.small(which);
            return Value.of(calls.call(net -> net.select(handle, mode, timeoutUs)));
        }
        List<Integer> handles = new ArrayList<>();
        for (Value item : list.items()) {
            if (!SocketFunctions.isNumber(item)) {
                throw arguments.wrong("value expected", item);
            }
            handles.add(Arguments.small(item));
        }
        List<Integer> ready = calls.call(net -> net.select(handles, mode, timeoutUs));
        return ready == null ? Nil.NIL : SocketFunctions.handles(arguments, ready);
    }

    private Value peek(Arguments arguments) {
        int handle = arguments.small(0);
        return sent(calls.call(net -> net.peek(handle)));
    }
}
