package io.headgate.plugin.blocklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Rejection;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import io.headgate.toolkit.prefix.Prefix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlocklistTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final OnePacket slot = new OnePacket();
    private final TestContext context = new TestContext();

    private Path list;
    private Filter filter;

    @BeforeEach
    void prepare() throws IOException {
        list = write("bad.txt", "# bad\n192.0.2.0/24\n2001:db8:bad::/48 ; worse\n\n");
    }

    @AfterEach
    void stop() {
        if (filter != null) {
            filter.onDetach();
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** As an operator is told to: beside it, and renamed. */
    private void replace(Path file, String text) throws IOException {
        Path fresh = write("fresh", text);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void attach(Map<String, ?> more) throws Exception {
        Map<String, Object> with = new HashMap<>(Map.of("file", list.toString(), "reload", "10ms"));
        with.putAll(more);
        filter = new BlocklistFactory().create(new MapSettings(with));
        filter.onAttach(context);
    }

    private static byte[] packet(String source, String destination) {
        Prefix from = Prefix.parse(source);
        Prefix to = Prefix.parse(destination);
        if (from.isIpv6()) {
            ByteBuffer ipv6 = ByteBuffer.allocate(40).putInt(0x6000_0000).putShort((short) 0);
            ipv6.putShort((short) 0x3B40).putLong(from.high()).putLong(from.low());
            return ipv6.putLong(to.high()).putLong(to.low()).array();
        }
        ByteBuffer ipv4 = ByteBuffer.allocate(20).putInt(0x4500_0014).putInt(0).putInt(0x403B_0000);
        return ipv4.putInt((int) from.low()).putInt((int) to.low()).array();
    }

    private Verdict verdict(String source, String destination) {
        return filter.onPacket(slot.load(packet(source, destination)));
    }

    private boolean isBlocked(String source) {
        return verdict(source, source.contains(":") ? "::1" : "127.0.0.1").kind() != Verdict.Kind.PASS;
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(BlocklistFactory.class)
                .returns("blocklist", FilterFactory::name);
        assertThat(new BlocklistFactory().options())
                .extracting(Option::name)
                .containsExactly("file", "allow", "match", "action", "reject-with", "reload");
    }

    @ParameterizedTest
    @CsvSource({
        "source, 192.0.2.7, 198.51.100.1, true", "source, 198.51.100.1, 192.0.2.7, false",
        "destination, 192.0.2.7, 198.51.100.1, false", "destination, 198.51.100.1, 192.0.2.7, true",
        "either, 192.0.2.7, 198.51.100.1, true", "either, 198.51.100.1, 192.0.2.7, true",
        "either, 198.51.100.1, 192.0.3.0, false", "either, 2001:db8::1, 2001:db8:bad:1::1, true",
        "source, 2001:db8:bad::, ::1, true", "destination, 2001:db8:bad::, ::1, false",
        "either, 2001:db8:bae::, ::1, false"
    })
    void shouldBlockWhatTheListHas(String match, String source, String destination, boolean isBlocked)
            throws Exception {
        attach(Map.of("match", match));

        assertThat(verdict(source, destination).reason()).isEqualTo(isBlocked ? "blocklisted" : "pass");
        assertThat(context.value("networks")).isEqualTo(2);
        assertThat(filter.segments()).isEqualTo(Segments.ANY);
    }

    @Test
    void shouldLetThroughWhatTheOtherListAllows() throws Exception {
        Path allow = write("good.txt", "192.0.2.128/25\n2001:db8:bad:600d::/64\n");
        attach(Map.of("allow", allow.toString()));

        assertThat(isBlocked("192.0.2.127")).isTrue();
        assertThat(isBlocked("192.0.2.128")).isFalse();
        assertThat(isBlocked("2001:db8:bad::1")).isTrue();
        assertThat(isBlocked("2001:db8:bad:600d::1")).isFalse();

        replace(allow, "192.0.2.1\n");
        await("the allow list to be read", () -> isBlocked("192.0.2.128"));
        assertThat(isBlocked("192.0.2.1")).isFalse();
    }

    @Test
    void shouldTellSendersIfAsked() throws Exception {
        attach(Map.of("action", "reject"));
        assertThat(verdict("192.0.2.1", "127.0.0.1"))
                .returns(Verdict.Kind.REJECT, Verdict::kind)
                .returns(Rejection.ADMIN_PROHIBITED, Verdict::rejection)
                .returns("blocklisted", Verdict::reason);
        stop();

        attach(Map.of("action", "reject", "reject-with", "tcp-reset"));
        assertThat(verdict("192.0.2.1", "127.0.0.1").rejection()).isEqualTo(Rejection.TCP_RESET);
    }

    @Test
    void shouldTakeAChangedListWhilePacketsFlow() throws Exception {
        attach(Map.of());
        assertThat(isBlocked("198.51.100.1")).isFalse();

        replace(list, "198.51.100.0/24\n203.0.113.0/24\n10.0.0.0/8\n");

        await("the list to be read", () -> isBlocked("198.51.100.1"));
        assertThat(isBlocked("192.0.2.1")).isFalse();
        assertThat(context.value("networks")).isEqualTo(3);
        assertThat(context.value("reloads")).isEqualTo(1);
        assertThat(context.value("reload-failures")).isZero();
    }

    @Test
    void shouldKeepTheOldListWhileTheNewOneIsWrong() throws Exception {
        attach(Map.of());

        replace(list, "198.51.100.0/24\n300.0.0.0/8\n");
        await("the wrong list to be tried", () -> {
            isBlocked("192.0.2.1");
            return context.value("reload-failures") == 1;
        });
        assertThat(isBlocked("192.0.2.1")).isTrue();
        assertThat(isBlocked("198.51.100.1")).isFalse();
        Files.delete(list);
        await("the missing list to be tried", () -> {
            isBlocked("192.0.2.1");
            return context.value("reload-failures") == 2;
        });
        assertThat(isBlocked("192.0.2.1")).isTrue();
        assertThat(context.value("reloads")).isZero();

        replace(list, "198.51.100.0/24\n");
        await("the right list to be read", () -> isBlocked("198.51.100.1"));
        assertThat(isBlocked("192.0.2.1")).isFalse();
        assertThat(context.value("reloads")).isEqualTo(1);
        assertThat(context.value("reload-failures")).isEqualTo(2);
    }

    /** Senders of some are told, too; those packets are made of the damaged ones. */
    @Test
    void shouldSurviveDamagedPackets() {
        for (String action : List.of("drop", "reject")) {
            FilterHarness harness = FilterHarness.of(new BlocklistFactory())
                    .with("file", list.toString())
                    .with("match", "either")
                    .with("action", action);

            harness.survives(Mutations.of(Packets.various(), 71));

            assertThat(harness.result().dropped("blocklisted")).isGreaterThan(1_000);
            harness.close();
        }
    }

    @Test
    void shouldNotStartWithoutARightList() throws Exception {
        replace(list, "10.0.0.0/8\n10.0.0.1/8\n\nhost.example\n");
        assertThatThrownBy(() -> attach(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(list + ":2: ", list + ":4: ", "is no network");

        Files.write(list, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
        assertThatThrownBy(() -> attach(Map.of()))
                .hasMessage(list + ": is no text in UTF-8; write one network per line");

        Files.delete(list);
        assertThatThrownBy(() -> attach(Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage(list + ": there is no such file; make it, if only empty");
        await("no thread", () -> watcher() == null);
    }

    @Test
    void shouldEndItsThreadWhenDetached() throws Exception {
        await("the threads of other tests to end", () -> watcher() == null);
        attach(Map.of("reload", "1h"));
        Thread thread = watcher();
        assertThat(thread).isNotNull();
        assertThat(thread.isDaemon()).isTrue();

        filter.onDetach();

        thread.join(PATIENCE.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    private static Thread watcher() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("blocklist-test") && thread.isAlive())
                .findAny()
                .orElse(null);
    }

    /** A million networks of 256 addresses: every other one from 0.0.0.0 to 30.132.126.255. */
    @Test
    void shouldHoldAMillionNetworks() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++) {
            int network = i << 1;
            text.append(network >>> 16)
                    .append('.')
                    .append((network >>> 8) & 0xFF)
                    .append('.');
            text.append(network & 0xFF).append(".0/24\n");
        }
        replace(list, text.toString());
        attach(Map.of());

        assertThat(context.value("networks")).isEqualTo(1_000_000);
        assertThat(isBlocked("17.200.4.9")).isTrue();
        assertThat(isBlocked("17.200.5.9")).isFalse();
        assertThat(isBlocked("30.132.126.0")).isTrue();
        assertThat(isBlocked("31.0.0.1")).isFalse();
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        BlocklistFactory factory = new BlocklistFactory();

        assertThatThrownBy(() -> factory.create(new MapSettings(Map.of()))).hasMessage("'file' is missing");
        assertThatThrownBy(() -> factory.create(new MapSettings(Map.of("file", "a", "match", "both"))))
                .hasMessage("'match' is 'both', but must be one of source, destination, either");
        assertThatThrownBy(() -> factory.create(new MapSettings(Map.of("file", "a", "reload", "1ms"))))
                .hasMessage("'reload' ('1ms') must be a time from 10ms to 24h, as in 500ms, 2s or 1m");
    }
}
