package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.ring.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kernel that hands back what is written. */
class Divert4LoopTest extends Divert4Case {
    /** Writes back what comes until nothing does. */
    private int echoAll(Divert4Socket socket) {
        int failed = 0;
        for (int rounds = 0; rounds < 10_000; rounds++) {
            List<Slot> slots = receive(socket);
            if (slots.isEmpty()) {
                return failed;
            }
            slots.forEach(slot -> socket.reinject(slot, false));
            failed += socket.flush();
            ring.release(slots.size());
        }
        throw new AssertionError("it loops for ever");
    }

    @ParameterizedTest
    @CsvSource({"4711, 16", "0, 1024"})
    void shouldEndALoop(int id, int limit) {
        kernel.handsBack = true;
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, identified(id), hex(OUTBOUND));

        assertThat(echoAll(socket)).isEqualTo(1);

        assertThat(kernel.writes).hasSize(limit);
        assertThat(socket.errors().byErrno()).containsExactly(java.util.Map.entry(62, 1L)); // ELOOP
        assertThat(socket.counters().get(Counter.LOOPED)).isEqualTo(1);
    }

    @Test
    void shouldEndALoopOfManyPackets() {
        kernel.handsBack = true;
        Divert4Socket socket = open(Abi.FREEBSD);
        for (int id = 1; id <= 300; id++) {
            kernel.arrive(FIRST_FD, identified(id), hex(OUTBOUND));
        }

        assertThat(echoAll(socket)).isEqualTo(300);

        assertThat(socket.counters().get(Counter.LOOPED)).isEqualTo(300);
        assertThat(kernel.writes).hasSizeBetween(300 * 16, 300 * 16 * 2);
    }

    /** Equal pings and retransmissions differ by their identification; those without one may be equal. */
    @Test
    void shouldLetOrdinaryTrafficRepeatItself() {
        Divert4Socket socket = open(Abi.FREEBSD);
        for (int i = 1; i <= 1_000; i++) {
            kernel.arrive(FIRST_FD, identified(i), hex(OUTBOUND));
            kernel.arrive(FIRST_FD, identified(0), hex(OUTBOUND));
        }

        assertThat(echoAll(socket)).isZero();

        assertThat(kernel.writes).hasSize(2_000);
        assertThat(socket.counters().get(Counter.LOOPED)).isZero();
    }
}
