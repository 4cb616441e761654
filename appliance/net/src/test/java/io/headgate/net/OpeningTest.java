package io.headgate.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.handle.Handle;
import io.headgate.net.handle.HandleException;
import io.headgate.net.handle.Sockets;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel says of a socket that was opened: option numbers are Linux's. */
@EnabledOnOs(OS.LINUX)
class OpeningTest {
    private static final int IPPROTO_IP = 0;
    private static final int IP_MULTICAST_TTL = 33;

    private final Sockets sockets = new Sockets(Sys.libc());
    private final Opening opening = new Opening(sockets, new Naming());

    @AfterEach
    void close() {
        sockets.close();
    }

    private static int ttlOf(Handle handle) {
        ByteBuffer value = NativeMemory.allocate(8).putInt(4, Integer.BYTES);
        long address = NativeMemory.addressOf(value);
        try {
            int result =
                    Sys.libc().getsockopt(handle.descriptors()[0], IPPROTO_IP, IP_MULTICAST_TTL, address, address + 4);
            assertThat(result).isZero();
            return value.getInt(0);
        } finally {
            handle.close();
        }
    }

    @Test
    void shouldSendThreeRoutersFarUnlessTold() throws HandleException {
        assertThat(ttlOf(opening.connect("", 0, "multi"))).isEqualTo(3);
    }

    /** The system's default is 1. */
    @ParameterizedTest
    @CsvSource({"7,7", "0,0", "255,255", "256,1", "300,1", "-1,1"})
    void shouldSendAsFarAsTold(int ttl, int expected) throws HandleException {
        assertThat(ttlOf(opening.connect("", 0, "multi", ttl))).isEqualTo(expected);
    }
}
