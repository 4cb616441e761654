package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting and stopping filters, and what they declare. */
class ChainTest {
    private final List<String> events = new ArrayList<>();

    private final class Recorded implements Filter {
        private final String name;
        private final Segments segments;

        private Recorded(String name, Segments segments) {
            this.name = name;
            this.segments = segments;
        }

        @Override
        public void onAttach(FilterContext context) throws Exception {
            events.add("start " + name + " on " + context.laneName());
            switch (name) {
                case "refusing" -> throw new java.io.IOException("no such file");
                case "unlinked" -> throw new NoClassDefFoundError("com/example/Gone");
                case "asserting" -> throw new AssertionError();
                case "mute" -> throw new IllegalStateException();
                case "unreadable" -> throw new Unreadable();
                case "deep" -> throw new StackOverflowError();
                default -> context.logger().debug("started");
            }
        }

        @Override
        public Verdict onPacket(Packet packet) {
            return Verdict.PASS;
        }

        @Override
        public void onDetach() {
            events.add("stop " + name);
            switch (name) {
                case "clumsy" -> throw new IllegalStateException("cannot stop");
                case "broken" -> throw new NoClassDefFoundError("com/example/Gone");
                case "asserting" -> throw new AssertionError();
                case "deep" -> throw new StackOverflowError();
                case "unreadable" -> throw new Unreadable();
                case "sneaky" -> throw ChainTest.<RuntimeException>sneaky(new java.io.IOException("not declared"));
                default -> {}
            }
        }

        @Override
        public Segments segments() {
            return segments;
        }
    }

    private Chain chain(String... names) {
        return new Chain(java.util.Arrays.stream(names)
                .map(name -> pass(name, new Recorded(name, Segments.ANY)))
                .toList());
    }

    @Test
    void shouldStartInOrderAndStopInReverse() {
        Chain chain = chain("a", "b", "c");

        chain.start(LaneRig.services("edge"));
        chain.stop();
        chain.stop();

        assertThat(events)
                .containsExactly("start a on edge", "start b on edge", "start c on edge", "stop c", "stop b", "stop a");
    }

    /** An exception that cannot even be asked. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new AssertionError("not even that");
        }

        @Override
        public String toString() {
            throw new AssertionError("nor that");
        }
    }

    /** Throws what no signature allows, as other languages of the JVM do. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T sneaky(Throwable any) throws T {
        throw (T) any;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refusing: no such file",
                "unlinked: com/example/Gone",
                "asserting: java.lang.AssertionError",
                "mute: java.lang.IllegalStateException",
                "deep: java.lang.StackOverflowError",
                "unreadable: io.headgate.engine.lane.ChainTest$Unreadable (its message cannot be read)"
            })
    void shouldNameTheFilterThatRefusesAndStopThoseItReached(String expected) {
        String name = expected.substring(0, expected.indexOf(':'));
        Chain chain = chain("a", name, "c");

        assertThatThrownBy(() -> chain.start(LaneRig.services("edge")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("lane edge: filter " + name + " does not start" + expected.substring(name.length()));
        chain.stop();

        assertThat(events).containsExactly("start a on edge", "start " + name + " on edge", "stop " + name, "stop a");
    }

    @Test
    void shouldStopAllThoughSomeFail() {
        Chain chain = chain("a", "clumsy", "b", "broken", "sneaky", "c");
        chain.start(LaneRig.services("edge"));
        events.clear();

        chain.stop();

        assertThat(events).containsExactly("stop c", "stop sneaky", "stop broken", "stop b", "stop clumsy", "stop a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"asserting", "deep", "unreadable"})
    void shouldStopTheOthersThoughOneThrowsAnError(String name) {
        Chain chain = chain("a", name);
        assertThatThrownBy(() -> chain.start(LaneRig.services("edge"))).isInstanceOf(IllegalStateException.class);
        events.clear();

        chain.stop();

        assertThat(events).containsExactly("stop " + name, "stop a");
    }

    @Test
    void shouldAskForPacketsAsOnTheWireIfOneFilterDoes() {
        Filter any = new Recorded("any", Segments.ANY);
        Filter wire = packet -> Verdict.PASS;

        assertThat(new Chain(List.of()).segments()).isEqualTo(Segments.ANY);
        assertThat(new Chain(List.of(pass("a", any), pass("b", any))).segments())
                .isEqualTo(Segments.ANY);
        assertThat(new Chain(List.of(pass("a", any), pass("b", wire))).segments())
                .isEqualTo(Segments.WIRE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "ttl expired", "ttl_expired", "-a", "a-", "a--b", "9a", "ü", "a\n"})
    void shouldRefuseNamesOfReasons(String name) {
        assertThatThrownBy(() -> new DropReasons().declare(name, "any"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("drop reason must be lower case letters, digits and single dashes")
                .hasMessageContaining("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ttl-expired", "rfc-1858", "x9"})
    void shouldTakeNamesOfReasons(String name) {
        DropReasons reasons = new DropReasons();

        Verdict verdict = reasons.declare(name, "any");

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DROP);
        assertThat(verdict.reason()).isEqualTo(name);
        assertThat(reasons.declare(name, "said differently")).isSameAs(verdict);
        assertThat(reasons.explanations()).containsOnly(java.util.Map.entry(name, "any"));
        assertThat(reasons.counts()).isEmpty();
    }

    @Test
    void shouldLimitTheNumberOfReasons() {
        DropReasons reasons = new DropReasons();
        for (int i = 0; i < 256; i++) {
            reasons.declare("r" + i, "any");
        }

        assertThatThrownBy(() -> reasons.declare("one-more", "any"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("more than 256 drop reasons on one lane: 'one-more'");
        assertThat(reasons.declare("r255", "any").reasonIndex()).isEqualTo(255);
    }

    @Test
    void shouldNotBalanceIfAPacketIsMissing() {
        Ledger balanced = new Ledger(
                10,
                4,
                java.util.Map.of("a", 1L, "b", 1L),
                java.util.Map.of(105, 2L),
                1,
                1,
                4,
                0,
                java.util.Map.of(),
                0);
        Ledger missing = new Ledger(
                11,
                4,
                java.util.Map.of("a", 1L, "b", 1L),
                java.util.Map.of(105, 2L),
                1,
                1,
                4,
                0,
                java.util.Map.of(),
                0);

        assertThat(balanced.isBalanced()).isTrue();
        assertThat(balanced.droppedTotal()).isEqualTo(2);
        assertThat(balanced.errorsTotal()).isEqualTo(2);
        assertThat(missing.isBalanced()).isFalse();
    }
}
