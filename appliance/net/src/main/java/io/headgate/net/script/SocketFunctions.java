package io.headgate.net.script;

import io.headgate.net.Endpoint;
import io.headgate.net.Net;
import io.headgate.net.NetError;
import io.headgate.net.script.Value.Int;
import io.headgate.net.script.Value.Nil;
import io.headgate.net.script.Value.Real;
import io.headgate.net.script.Value.Str;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** The net-* functions that open and close sockets and tell about them and about names. */
final class SocketFunctions {
    private final NetCalls calls;

    SocketFunctions(NetCalls calls) {
        this.calls = calls;
    }

    List<Builtin> builtins() {
        return List.of(
                new Builtin(
                        "net-listen",
                        "port-or-path [address [mode]]",
                        "opens a socket: TCP, a Unix path, \"udp\", \"multi\" or \"divert\"",
                        this::listen),
                new Builtin("net-accept", "socket", "waits for a client, gives its socket", this::accept),
                new Builtin(
                        "net-connect",
                        "host-or-path [port [timeout-ms | mode [ttl]]]",
                        "connects: TCP, a Unix path, \"udp\", \"broadcast\" or \"multi\"",
                        this::connect),
                new Builtin("net-close", "socket", "closes a socket", a -> {
                    int handle = a.small(0);
                    return Value.of(calls.call(net -> net.close(handle)));
                }),
                new Builtin(
                        "net-sessions",
                        "",
                        "open sockets, the newest first",
                        a -> handles(a, calls.call(Net::sessions))),
                new Builtin("net-local", "socket", "(address port) of this end", a -> endpoint(a, Net::local)),
                new Builtin("net-peer", "socket", "(address port) of the other end", a -> endpoint(a, Net::peer)),
                new Builtin("net-error", "[number]", "(number text) of the last failure, or nil", this::error),
                new Builtin(
                        "net-interface",
                        "[address]",
                        "tells or sets the address listeners use",
                        this::interfaceAddress),
                new Builtin("net-ipv", "[4 | 6]", "tells or sets the family of new sockets", this::ipv),
                new Builtin(
                        "net-lookup",
                        "name-or-number [forward]",
                        "resolves a name, or a number to its name",
                        this::lookup),
                new Builtin(
                        "net-service",
                        "name-or-port protocol",
                        "a service's port, or a port's service",
                        this::service));
    }

    private Value listen(Arguments arguments) {
        Value first = arguments.value(0);
        if (first instanceof Str path) {
            return handle(calls.call(net -> net.listen(Arguments.text(path.bytes()))));
        }
        if (arguments.form(0) == Nil.NIL || isMadeNil(arguments, first)) {
            throw arguments.wrong("missing argument", null);
        }
        int port = port(arguments, first);
        if (!arguments.has(1)) {
            return handle(calls.call(net -> net.listen(port)));
        }
        String address = arguments.text(1);
        if (!arguments.has(2)) {
            return handle(calls.call(net -> net.listen(port, address)));
        }
        String mode = mode(arguments, arguments.text(2), "umd");
        return handle(calls.call(net -> net.listen(port, address, mode)));
    }

    /** A call that gives nil counts as no argument, a symbol that has none does not. */
    private static boolean isMadeNil(Arguments arguments, Value first) {
        return first == Nil.NIL && arguments.form(0) instanceof Value.Sequence;
    }

    private static int port(Arguments arguments, Value value) {
        if (value instanceof Int number) {
            return (int) number.number();
        }
        if (value instanceof Real number) {
            return (int) number.number();
        }
        throw arguments.wrong("value expected", value);
    }

    static boolean isNumber(Value value) {
        return value instanceof Int || value instanceof Real;
    }

    /** Only the first letter counts, in either case. */
    private static String mode(Arguments arguments, String text, String known) {
        String mode = text.toLowerCase(Locale.ROOT);
        if (mode.isEmpty() || known.indexOf(mode.charAt(0)) < 0) {
            throw arguments.wrong("invalid option", null);
        }
        return mode.substring(0, 1);
    }

    private Value accept(Arguments arguments) {
        int listener = arguments.small(0);
        return handle(calls.call(net -> net.accept(listener)));
    }

    private Value connect(Arguments arguments) {
        String host = arguments.text(0);
        if (!arguments.has(1)) {
            return handle(calls.call(net -> net.connect(host)));
        }
        int port = arguments.small(1);
        if (!arguments.has(2)) {
            return handle(calls.call(net -> net.connect(host, port)));
        }
        Value third = arguments.value(2);
        if (isNumber(third)) {
            int timeoutMs = Arguments.small(third);
            return handle(calls.call(net -> net.connect(host, port, timeoutMs)));
        }
        if (!(third instanceof Str text)) {
            throw arguments.wrong("number or string expected", third);
        }
        String mode = mode(arguments, Arguments.text(text.bytes()), "ubm");
        if (!arguments.has(3)) {
            return handle(calls.call(net -> net.connect(host, port, mode)));
        }
        int ttl = arguments.small(3);
        return handle(calls.call(net -> net.connect(host, port, mode, ttl)));
    }

    private static Value handle(int handle) {
        return handle > 0 ? new Int(handle) : Nil.NIL;
    }

    static Value handles(Arguments arguments, List<Integer> handles) {
        return arguments.list(handles.stream().<Value>map(Int::new).toList());
    }

    private Value endpoint(Arguments arguments, BiFunction<Net, Integer, Endpoint> ask) {
        int handle = arguments.small(0);
        Endpoint end = calls.call(net -> ask.apply(net, handle));
        return end == null ? Nil.NIL : arguments.list(List.of(Arguments.string(end.address()), new Int(end.port())));
    }

    private Value error(Arguments arguments) {
        NetError error;
        if (arguments.has(0)) {
            error = Net.error(arguments.small(0));
        } else {
            error = calls.call(Net::error);
        }
        return error == null
                ? Nil.NIL
                : arguments.list(List.of(new Int(error.number()), Arguments.string(error.text())));
    }

    private static Value text(String text) {
        return text == null ? Nil.NIL : Arguments.string(text);
    }

    private Value interfaceAddress(Arguments arguments) {
        if (!arguments.has(0)) {
            return text(calls.call(Net::interfaceAddress));
        }
        String address = arguments.text(0);
        return text(calls.call(net -> net.interfaceAddress(address)));
    }

    private Value ipv(Arguments arguments) {
        if (!arguments.has(0)) {
            return new Int(calls.call(Net::ipv));
        }
        int family = arguments.small(0);
        if (family != 4 && family != 6) {
            throw arguments.wrong("invalid parameter", null);
        }
        return new Int(calls.call(net -> net.ipv(family)));
    }

    private Value lookup(Arguments arguments) {
        String name = arguments.text(0);
        boolean isForward = arguments.value(1).isTrue();
        return text(calls.call(net -> net.lookup(name, isForward)));
    }

    private Value service(Arguments arguments) {
        arguments.require(0);
        arguments.require(1);
        Value which = arguments.value(0);
        if (which instanceof Str name) {
            String protocol = arguments.text(1);
            int port = calls.call(net -> net.service(Arguments.text(name.bytes()), protocol));
            return port > 0 ? new Int(port) : Nil.NIL;
        }
        if (!isNumber(which)) {
            throw arguments.wrong("number or string expected", which);
        }
        int port = port(arguments, which);
        String protocol = arguments.text(1);
        return text(calls.call(net -> net.service(port, protocol)));
    }
}
