package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InterfacesTest {
    private static final int MANY = 40;

    private final ScriptedDivert kernel = new ScriptedDivert(Abi.FREEBSD, 1 << 20);
    private final Interfaces interfaces = new Interfaces(kernel);

    /** A name as the address of a packet holds it. */
    private static long field(String name) {
        ByteBuffer field = ByteBuffer.allocate(Long.BYTES).put(name.getBytes(StandardCharsets.US_ASCII));
        return field.getLong(0);
    }

    /** Seven characters, which may be the beginning of a longer name, so the system has to be asked. */
    private static String name(int i) {
        return "vlan" + (100 + i);
    }

    private void lookAtAll() {
        for (int i = 0; i < MANY; i++) {
            assertThat(interfaces.name(field(name(i)))).isEqualTo(name(i));
            assertThat(interfaces.isTrustworthy(field(name(i)))).isEqualTo(i != 7);
        }
    }

    @Test
    void shouldLookEachOfFortyInterfacesUpOnceUntilTheyAreForgotten() {
        for (int i = 0; i < MANY; i++) {
            kernel.interfaces.add(name(i));
        }
        kernel.interfaces.add(name(7) + "0");

        for (int packets = 0; packets < 3; packets++) {
            lookAtAll();
        }
        assertThat(kernel.interfaceLists).isEqualTo(MANY);

        interfaces.forget();
        lookAtAll();
        assertThat(kernel.interfaceLists).isEqualTo(2 * MANY);
    }
}
