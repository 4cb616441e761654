package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import jnr.constants.Constant;
import jnr.constants.platform.openbsd.AddressFamily;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our numbers against the tables that jnr-constants made of each system's headers; divert's own are in none. */
class AbiTest {
    private record Tables(Abi abi, String name) {}

    private static final List<Tables> SYSTEMS = List.of(
            new Tables(Abi.FREEBSD, "freebsd"),
            new Tables(Abi.OPENBSD, "openbsd"),
            new Tables(Abi.DRAGONFLY, "dragonflybsd"),
            new Tables(Abi.FREEBSD_LINUX_ABI, "linux"));

    static Stream<Arguments> numbers() {
        return SYSTEMS.stream()
                .flatMap(system -> Stream.of(
                        number(system, "Errno", "EINTR", abi -> abi.errnos().interrupted()),
                        number(system, "Errno", "EAGAIN", abi -> abi.errnos().again()),
                        number(system, "Errno", "ENOBUFS", abi -> abi.errnos().noBuffers()),
                        number(system, "Errno", "EACCES", abi -> abi.errnos().accessDenied()),
                        number(system, "Errno", "EPERM", abi -> abi.errnos().notPermitted()),
                        number(
                                system,
                                "Errno",
                                "EDESTADDRREQ",
                                abi -> abi.errnos().noAddress()),
                        number(
                                system,
                                "Errno",
                                "EADDRINUSE",
                                abi -> abi.errnos().addressInUse()),
                        number(system, "Errno", "ELOOP", abi -> abi.errnos().loop()),
                        number(
                                system,
                                "SocketLevel",
                                "SOL_SOCKET",
                                abi -> abi.options().level()),
                        number(
                                system,
                                "SocketOption",
                                "SO_RCVBUF",
                                abi -> abi.options().receiveBuffer()),
                        number(
                                system,
                                "SocketOption",
                                "SO_SNDBUF",
                                abi -> abi.options().sendBuffer()),
                        number(
                                system,
                                "AddressFamily",
                                "AF_INET",
                                abi -> abi.familyOf(abi.sockets().get(0))),
                        number(
                                system,
                                "Sock",
                                "SOCK_RAW",
                                abi -> abi.sockets().get(0).type() & 0xF)));
    }

    private static Arguments number(Tables system, String table, String name, ToIntFunction<Abi> ours) {
        return Arguments.of(system.name, table, name, ours.applyAsInt(system.abi));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("numbers")
    void shouldHaveTheNumbersOfTheHeaders(String system, String table, String name, int ours) throws Exception {
        Class<?> constants = Class.forName("jnr.constants.platform." + system + "." + table);
        Constant known = Stream.of(constants.getEnumConstants())
                .filter(constant -> constant.toString().equals(name)
                        || ((Enum<?>) constant).name().equals(name))
                .map(Constant.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + constants));

        assertThat(ours).isEqualTo(known.intValue());
    }

    @Test
    void shouldHaveTheFamilyOfOpenbsdsIpv6() {
        assertThat(Abi.OPENBSD.ipv6Sockets())
                .singleElement()
                .returns(AddressFamily.AF_INET6.intValue(), Abi.SocketCall::domain);
    }
}
