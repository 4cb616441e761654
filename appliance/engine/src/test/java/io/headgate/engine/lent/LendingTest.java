package io.headgate.engine.lent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Packet;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LendingTest {
    private static final String WHY = "a packet of filter nat, or a view of it, was used after onPacket had returned;"
            + " copy what is needed instead of keeping packet or view";

    private final Lending lending = new Lending("nat");

    static Stream<byte[]> packets() {
        return Stream.of(
                PacketBuilder.tcp(1_000, 443).payload(60).build(),
                PacketBuilder.udp(1_000, 53).payload(60).build());
    }

    private static SlotPacket slotPacket(byte[] bytes) {
        SlotRing ring = new SlotRing(64, LaneBell.unheard());
        assertThat(ring.writable(1)).isEqualTo(1);
        Slot slot = ring.writableSlot(0);
        ring.arena().bytes().put(slot.dataOffset(), bytes);
        slot.setPacket(slot.dataOffset(), bytes.length, bytes.length);
        SlotPacket packet = new SlotPacket(ring.arena());
        packet.wrap(slot);
        return packet;
    }

    /** Packet and every view of it that is there. */
    private static List<Object> everything(Packet packet) {
        List<Object> result = new ArrayList<>(List.of(packet));
        Stream.of(packet.ipv4(), packet.ipv6(), packet.tcp(), packet.udp(), packet.icmp(), packet.quoted())
                .filter(view -> view != null)
                .forEach(result::add);
        return result;
    }

    private static List<Method> getters(Object view) {
        return Stream.of(view.getClass().getInterfaces()[0].getMethods())
                .filter(method -> method.getParameterCount() == 0)
                .toList();
    }

    private static Object call(Method method, Object target) throws Throwable {
        try {
            return method.invoke(target);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    @ParameterizedTest
    @MethodSource("packets")
    void shouldShowWhatThePacketHasWhileItIsLent(byte[] bytes) throws Throwable {
        SlotPacket packet = slotPacket(bytes);

        List<Object> lent = everything(lending.lend(packet));

        List<Object> own = everything(packet);
        assertThat(lent).hasSameSizeAs(own).hasSizeGreaterThan(2);
        for (int i = 0; i < own.size(); i++) {
            for (Method getter : getters(lent.get(i))) {
                if (!getter.getReturnType().isInterface()) {
                    assertThat(call(getter, lent.get(i))).as("%s", getter).isEqualTo(call(getter, own.get(i)));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("packets")
    void shouldRefuseEveryUseAfterThat(byte[] bytes) {
        List<Object> kept = everything(lending.lend(slotPacket(bytes)));
        lending.takeBack();

        for (Object view : kept) {
            assertThat(getters(view))
                    .isNotEmpty()
                    .allSatisfy(getter -> assertThatThrownBy(() -> call(getter, view))
                            .as("%s", getter)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage(WHY));
        }
        assertThatThrownBy(() -> ((Packet) kept.get(0)).payloadU8(40, 1)).hasMessage(WHY);
        assertThatThrownBy(() -> ((Packet) kept.get(0)).mark(1)).hasMessage(WHY);
    }

    @Test
    void shouldNotTakeAKeptPacketForTheOneAtHand() {
        SlotPacket packet = slotPacket(PacketBuilder.udp(1, 53).payload(9).build());
        Packet kept = lending.lend(packet);
        lending.takeBack();

        for (int i = 1; i < Lending.LOANS; i++) {
            Packet next = lending.lend(packet);
            assertThatCode(next::length).doesNotThrowAnyException();
            assertThatThrownBy(kept::length).hasMessage(WHY);
            lending.takeBack();
        }
    }

    @Test
    void shouldNoticeAnotherThread() {
        Packet kept =
                lending.lend(slotPacket(PacketBuilder.udp(1, 53).payload(9).build()));
        lending.takeBack();

        assertThatThrownBy(() -> CompletableFuture.supplyAsync(kept::length).join())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining(WHY);
    }

    @Test
    void shouldFindTheSlotPacketBehindALentOne() {
        SlotPacket packet = slotPacket(PacketBuilder.udp(1, 53).payload(9).build());
        Packet lent = lending.lend(packet);

        assertThat(Lending.behind(lent)).isSameAs(packet);
        assertThat(Lending.behind(packet)).isSameAs(packet);
        lending.takeBack();
        assertThatThrownBy(() -> Lending.behind(lent)).hasMessage(WHY);
    }
}
