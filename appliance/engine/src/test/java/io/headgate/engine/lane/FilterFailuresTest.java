package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.drop;
import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.PacketBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of failures, and when a filter is no longer called. */
class FilterFailuresTest {
    private static final byte[] TCP = PacketBuilder.tcp(1_000, 443).payload(600).build();
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    private static Chain.Step step(Filter filter, int quarantineAfter) {
        GuardPolicy policy = new GuardPolicy(OnError.PASS, quarantineAfter, GuardPolicy.MAX_TIME_BUDGET_NS, false);
        return new Chain.Step("bad", "plugin-of-it", filter, policy);
    }

    private static FilterStatus only(LaneRig rig) {
        assertThat(rig.lane().filterStatus()).hasSize(1);
        return rig.lane().filterStatus().get(0);
    }

    private static void feed(LaneRig rig, int packets) {
        for (int i = 0; i < packets; i++) {
            rig.feed(TCP).run();
        }
    }

    @Test
    void shouldCountEachKindAndKeepTheFirstOfEachAsText() {
        int[] calls = new int[1];
        LaneRig rig = new LaneRig(pass("bad", packet -> {
            packet.ipv4().ttl(1);
            switch (calls[0]++ % 4) {
                case 0 -> throw new IllegalStateException("first of " + calls[0], new ArithmeticException("cause"));
                case 1 -> {
                    return null;
                }
                case 2 -> {
                    return Verdict.drop(200, "of-another-lane");
                }
                default -> {
                    for (int i = 0; i < 500; i++) {
                        packet.payloadU8(packet.payloadOffset() + i, packet.u8(packet.payloadOffset() + i) ^ 0xFF);
                    }
                    return Verdict.PASS;
                }
            }
        }));

        feed(rig, 8);

        FilterErrors failures = only(rig).failures();
        assertThat(failures.byKind())
                .containsExactly(
                        Map.entry(FailureKind.EXCEPTION, 2L),
                        Map.entry(FailureKind.VERDICT, 4L),
                        Map.entry(FailureKind.UNDO_OVERFLOW, 2L));
        assertThat(failures.total()).isEqualTo(8);
        assertThat(failures.first())
                .extracting(FilterError::kind)
                .containsExactly(FailureKind.EXCEPTION, FailureKind.VERDICT, FailureKind.UNDO_OVERFLOW);
        FilterError first = failures.first().get(0);
        assertThat(first.message()).isEqualTo("java.lang.IllegalStateException: first of 1");
        assertThat(first.stack())
                .startsWith(first.message())
                .contains("at " + FilterFailuresTest.class.getName())
                .contains("Caused by: java.lang.ArithmeticException: cause");
        assertThat(first.whenMs()).isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
        assertThat(only(rig).packets()).isEqualTo(8);
        assertThat(rig.sink().reinjected())
                .hasSize(6)
                .allSatisfy(bytes -> assertThat(bytes).isEqualTo(TCP));
    }

    @Test
    void shouldTakeAssertionsAndMissingClassesForFailures() {
        int[] calls = new int[1];
        LaneRig rig = new LaneRig(drop("bad", packet -> {
            packet.ipv4().ttl(1);
            throw calls[0]++ == 0 ? new AssertionError("never") : new NoClassDefFoundError("gone");
        }));

        assertThat(rig.feed(TCP, UDP).run().dropped()).containsExactly(Map.entry("filter-error", 2L));
        assertThat(only(rig).failures().byKind()).containsExactly(Map.entry(FailureKind.EXCEPTION, 2L));
    }

    @Test
    void shouldOutliveAnExceptionThatCannotBeRead() {
        LaneRig rig = new LaneRig(pass("bad", packet -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("not even that");
                }
            };
        }));

        assertThat(rig.feed(TCP).run().reinjected()).isEqualTo(1);
        assertThat(only(rig).failures().lastMessage()).endsWith("(its message cannot be read)");
    }

    /** Nothing that is asked of it gives an answer, nor a mere exception. */
    private static final class Unreadable extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new AssertionError("no message");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new AssertionError("no cause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new NoClassDefFoundError("no stack");
        }

        @Override
        public String toString() {
            throw new AssertionError("no text");
        }
    }

    @Test
    void shouldOutliveAnExceptionThatThrowsErrorsWhenItIsRead() {
        LaneRig rig = new LaneRig(pass("bad", packet -> {
            throw new Unreadable();
        }));

        assertThat(rig.feed(TCP, TCP).run().reinjected()).isEqualTo(2);
        assertThat(only(rig).failures().lastMessage()).endsWith("Unreadable (its message cannot be read)");
        assertThat(only(rig).failures().first()).hasSize(1);
        assertThat(only(rig).failures().first().get(0).stack()).endsWith("(its stack trace cannot be read)");
    }

    @Test
    void shouldKeepAStackOfEachDistinctException() {
        int[] calls = new int[1];
        LaneRig rig = new LaneRig(pass("bad", packet -> {
            int call = calls[0]++;
            switch (call % 3) {
                case 0 -> throw new IllegalStateException("one, " + call);
                case 1 -> throw new IllegalStateException("another, " + call);
                default -> throw new IllegalArgumentException("of another class, " + call);
            }
        }));

        feed(rig, 30);

        assertThat(only(rig).failures().byKind()).containsExactly(Map.entry(FailureKind.EXCEPTION, 30L));
        assertThat(only(rig).failures().first())
                .extracting(FilterError::message)
                .containsExactly(
                        "java.lang.IllegalStateException: one, 0",
                        "java.lang.IllegalStateException: another, 1",
                        "java.lang.IllegalArgumentException: of another class, 2");
        assertThat(only(rig).failures().first())
                .allSatisfy(
                        error -> assertThat(error.stack()).contains("\n\tat " + FilterFailuresTest.class.getName()));
        assertThat(only(rig).failures().lastMessage()).endsWith("of another class, 29");
    }

    @Test
    void shouldKeepNoMoreThanSixteenExceptionsAndStillOneOfEachOtherKind() {
        int[] calls = new int[1];
        LaneRig rig = new LaneRig(step(
                packet -> {
                    int call = calls[0]++;
                    if (call == 200) {
                        return null;
                    }
                    IllegalStateException failure = new IllegalStateException("number " + call);
                    failure.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "b", "A.java", call)});
                    throw failure;
                },
                0));

        feed(rig, 201);

        assertThat(only(rig).errors()).isEqualTo(201);
        assertThat(only(rig).failures().first()).hasSize(FailureLog.MAX_EXCEPTIONS + 1);
        assertThat(only(rig).failures().first().get(FailureLog.MAX_EXCEPTIONS).kind())
                .isEqualTo(FailureKind.VERDICT);
    }

    @Test
    void shouldFindASecondFaultBehindThousandsOfTheFirst() {
        int[] calls = new int[1];
        LaneRig rig = new LaneRig(step(
                packet -> {
                    if (calls[0]++ < 5_000) {
                        throw new IllegalStateException("the first");
                    }
                    throw new IllegalStateException("the second");
                },
                0));

        feed(rig, 5_100);

        assertThat(only(rig).failures().first())
                .extracting(FilterError::message)
                .containsExactly(
                        "java.lang.IllegalStateException: the first", "java.lang.IllegalStateException: the second");
    }

    /** Fails in one of its calls beside packets, whose packets are all good. */
    private static AskingFilter failingIn(String hook) {
        AskingFilter filter = new AskingFilter((context, packet) -> Verdict.PASS);
        java.util.function.Consumer<FilterContext> failing = context -> {
            throw new IllegalStateException("in " + hook);
        };
        return switch (hook) {
            case "onBatchStart" -> filter.batchStarting(failing);
            case "onBatchEnd" -> filter.batchEnding(failing);
            default -> filter.ticking(failing);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"onBatchStart", "onBatchEnd", "onTick"})
    void shouldQuarantineForAHookThatFailsWhilePacketsAreGood(String hook) {
        LaneRig rig = new LaneRig(step(failingIn(hook), 10));

        for (int i = 0; i < 9; i++) {
            rig.advance(Ticks.EVERY_NS).feed(TCP).run();
        }
        assertThat(only(rig).state()).isEqualTo(FilterState.RUNNING);
        rig.advance(Ticks.EVERY_NS).feed(TCP).run();

        assertThat(only(rig).state()).isEqualTo(FilterState.QUARANTINED);
        assertThat(only(rig).errors()).isEqualTo(10);
        assertThat(rig.lane().ledger().reinjected()).isEqualTo(10);
    }

    @Test
    void shouldNotAddUpFailuresOfDifferentCallsNorForgiveOneForAnother() {
        int[] calls = new int[3];
        AskingFilter filter = new AskingFilter((context, packet) -> {
                    calls[0]++;
                    throw new IllegalStateException("each packet");
                })
                .batchStarting(context -> {
                    if (++calls[1] % 8 != 0) {
                        throw new IllegalStateException("most starts");
                    }
                })
                .batchEnding(context -> calls[2]++);
        LaneRig rig = new LaneRig(step(filter, 30));

        for (int i = 0; i < 29; i++) {
            rig.feed(TCP).run();
        }
        assertThat(only(rig).state())
                .as("29 bad packets, at most 7 bad starts in a row")
                .isEqualTo(FilterState.RUNNING);
        rig.feed(TCP).run();

        assertThat(only(rig).state()).as("good ends say nothing").isEqualTo(FilterState.QUARANTINED);
    }

    private static int endless(int depth) {
        return depth == Integer.MAX_VALUE ? 0 : endless(depth + 1) + 1;
    }

    @Test
    void shouldKeepTheStackOfAnEndlessRecursionShort() {
        LaneRig rig = new LaneRig(pass("deep", packet -> {
            packet.ipv4().ttl(endless(0));
            return Verdict.PASS;
        }));

        rig.feed(TCP).run();

        assertThat(only(rig).failures().first().get(0).stack().lines().count()).isBetween(10L, 45L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 250})
    void shouldQuarantineAfterAsManyAsTheStepSays(int limit) {
        LaneRig rig = new LaneRig(step(
                packet -> {
                    throw new IllegalStateException("broken");
                },
                limit));

        feed(rig, limit - 1);
        assertThat(only(rig).state()).isEqualTo(FilterState.RUNNING);
        feed(rig, 2);

        assertThat(only(rig).state()).isEqualTo(FilterState.QUARANTINED);
        assertThat(only(rig).packets()).isEqualTo(limit);
        assertThat(only(rig).plugin()).isEqualTo("plugin-of-it");
        assertThat(rig.lane().ledger().reinjected()).isEqualTo(limit + 1);
    }

    @Test
    void shouldNeverQuarantineWhereTheStepSaysSo() {
        LaneRig rig = new LaneRig(step(
                packet -> {
                    throw new IllegalStateException("broken");
                },
                0));

        feed(rig, 500);

        assertThat(only(rig).state()).isEqualTo(FilterState.RUNNING);
        assertThat(only(rig).errors()).isEqualTo(500);
    }

    @Test
    void shouldNotTouchAFilterThatIsQuarantinedFromTheStart() {
        Filter untouchable = new Filter() {
            @Override
            public void onAttach(FilterContext context) {
                throw new AssertionError("attached");
            }

            @Override
            public Verdict onPacket(Packet packet) {
                throw new AssertionError("called");
            }

            @Override
            public void onDetach() {
                throw new AssertionError("detached");
            }
        };
        GuardPolicy policy = GuardPolicy.of(OnError.DROP).quarantined();
        LaneRig rig =
                new LaneRig(new Chain.Step("hung", "hung", untouchable, policy), pass("next", packet -> Verdict.PASS));

        Ledger ledger = rig.feed(TCP, UDP).run();
        rig.lane().stop();

        assertThat(ledger.dropped()).containsExactly(Map.entry("filter-error", 2L));
        FilterStatus hung = rig.lane().filterStatus().get(0);
        assertThat(hung.state()).isEqualTo(FilterState.QUARANTINED_AT_START);
        assertThat(List.of(hung.packets(), hung.errors())).containsOnly(0L);
    }

    @Test
    void shouldRefusePoliciesOutOfRange() {
        assertThatThrownBy(() -> new GuardPolicy(OnError.PASS, 1_000_001, 1_000_000, false))
                .hasMessageContaining("0 to 1000000");
        assertThatThrownBy(() -> new GuardPolicy(OnError.PASS, 1, 99_999, false))
                .hasMessageContaining("100000 to 10000000000");
    }
}
