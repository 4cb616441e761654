package io.headgate.daemon.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.engine.lane.Ledger;
import io.headgate.net.sys.Linux;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TotalsTest {
    private static final Ledger EDGE =
            new Ledger(100, 80, Map.of("ttl-expired", 5L), Map.of(Linux.ENOBUFS, 10L), 3, 2, 40, 7, Map.of(), 0);
    private static final Ledger FEED = new Ledger(
            10, 6, Map.of("ttl-expired", 1L, "closed-port", 2L), Map.of(Linux.ENOBUFS, 1L), 0, 0, 4, 0, Map.of(), 0);
    private static final Ledger OBSERVED =
            new Ledger(9, 9, Map.of(), Map.of(), 0, 0, 0, 1, Map.of("closed-port", 5L), 3);

    @Test
    void shouldAddLanesUp() {
        Totals totals = Totals.of(List.of(EDGE, FEED), 11, 12);

        assertThat(totals.received()).isEqualTo(110);
        assertThat(totals.reinjected()).isEqualTo(86);
        assertThat(totals.dropped()).containsOnly(Map.entry("ttl-expired", 6L), Map.entry("closed-port", 2L));
        assertThat(totals.errors()).containsOnly(Map.entry("ENOBUFS", 11L));
        assertThat(totals.held()).isEqualTo(3);
        assertThat(totals.inFlight()).isEqualTo(2);
        assertThat(totals.changed()).isEqualTo(44);
        assertThat(totals.bypassed()).isEqualTo(7);
        assertThat(totals.kernelLoss()).isEqualTo(11);
        assertThat(totals.kernelPassed()).isEqualTo(12);
        assertThat(totals.isBalanced()).isTrue();
    }

    @Test
    void shouldPrintOneObjectOfJson() {
        String line = Json.line(Totals.of(List.of(EDGE), 11, 12).toMap());

        assertThat(line)
                .isEqualTo("{\"received\":100,\"reinjected\":80,\"dropped\":5,\"held\":3,\"errors\":10,\"inFlight\":2,"
                        + "\"kernelLoss\":11,\"kernelPassed\":12,\"changed\":40,\"bypassed\":7,"
                        + "\"droppedByReason\":{\"ttl-expired\":5},\"errorsByErrno\":{\"ENOBUFS\":10},"
                        + "\"observedDropped\":0,\"observedChanged\":0,\"observedDroppedByReason\":{},"
                        + "\"injected\":{\"sent\":0,\"failed\":0,\"failedByErrno\":{},\"noRoom\":0,\"clonesDropped\":0,"
                        + "\"rejectsSent\":0,\"rejectsSuppressed\":0,\"observedHeld\":0,\"observedInjected\":0},"
                        + "\"balanced\":true}");
        assertThat(Json.parse(line)).containsEntry("received", 100).containsEntry("balanced", true);
    }

    @Test
    void shouldPrintText() {
        assertThat(Totals.of(List.of(EDGE), 11, 12).toText().lines())
                .containsExactly(
                        "received 100 = reinjected 80 + dropped 5 {ttl-expired=5} + errors 10 {ENOBUFS=10}"
                                + " + held 3 + in flight 2",
                        "of the reinjected: changed 40, not filtered 7; before us the kernel lost 11 and passed 12");
        assertThat(Totals.of(List.of(), 0, 0).toText())
                .startsWith("received 0 = reinjected 0 + dropped 0 + errors 0 + held 0 + in flight 0");
    }

    @Test
    void shouldExplainWhyPacketsWereDropped() {
        Map<String, String> explanations =
                Map.of("ttl-expired", "the TTL reached 0", "closed-port", "nobody listens", "loop", "seen before");

        assertThat(Totals.of(List.of(EDGE, OBSERVED), 0, 0)
                        .toText(explanations)
                        .lines()
                        .skip(3))
                .as("reasons that occurred, also those only observed, and no other")
                .containsExactlyInAnyOrder("ttl-expired: the TTL reached 0", "closed-port: nobody listens");
    }

    @Test
    void shouldTellWhatWasOnlyObserved() {
        Totals totals = Totals.of(List.of(EDGE, OBSERVED, OBSERVED), 0, 0);

        assertThat(totals.observedDropped()).containsExactly(Map.entry("closed-port", 10L));
        assertThat(totals.observedChanged()).isEqualTo(6);
        assertThat(totals.droppedTotal()).isEqualTo(5);
        assertThat(totals.toMap()).containsEntry("observedDropped", 10L).containsEntry("observedChanged", 6L);
        assertThat(totals.toText().lines())
                .last()
                .isEqualTo("observed only: would have dropped 10 {closed-port=10}, would have changed 6");
    }

    @Test
    void shouldTellOfPacketsOfItsOwn() {
        Ledger talking = new Ledger(
                9,
                9,
                Map.of(),
                Map.of(),
                0,
                0,
                0,
                0,
                Map.of(),
                0,
                new Ledger.Injected(4, Map.of(Linux.ENOBUFS, 2L), 3, 1, 5, 6, 0, 0));
        Ledger watching = new Ledger(
                9, 9, Map.of(), Map.of(), 0, 0, 0, 0, Map.of(), 0, new Ledger.Injected(0, Map.of(), 0, 0, 0, 0, 7, 8));

        Totals totals = Totals.of(List.of(talking, talking, watching), 0, 0);

        assertThat(totals.toText().lines().skip(2))
                .containsExactly(
                        "of our own: sent 8, failed 4 {ENOBUFS=4}, no room 6, copies dropped 2;"
                                + " senders of rejected packets told 10, not told 12",
                        "observed only: would have dropped 0, would have changed 0, held 7, sent of our own 8");
        assertThat(totals.toMap().get("injected"))
                .isEqualTo(Map.of(
                        "sent",
                        8L,
                        "failed",
                        4L,
                        "failedByErrno",
                        Map.of("ENOBUFS", 4L),
                        "noRoom",
                        6L,
                        "clonesDropped",
                        2L,
                        "rejectsSent",
                        10L,
                        "rejectsSuppressed",
                        12L,
                        "observedHeld",
                        7L,
                        "observedInjected",
                        8L));
    }

    @Test
    void shouldSayThatOneLaneDoesNotBalanceThoughTheSumDoes() {
        Ledger tooMany = new Ledger(10, 11, Map.of(), Map.of(), 0, 0, 0, 0, Map.of(), 0);
        Ledger tooFew = new Ledger(10, 9, Map.of(), Map.of(), 0, 0, 0, 0, Map.of(), 0);

        Totals totals = Totals.of(List.of(tooMany, tooFew), 0, 0);

        assertThat(totals.isBalanced()).isFalse();
        assertThat(totals.toText()).contains("NOT BALANCED");
        assertThat(totals.toMap()).containsEntry("balanced", false);
    }
}
