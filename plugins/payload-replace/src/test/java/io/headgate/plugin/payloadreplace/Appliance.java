package io.headgate.plugin.payloadreplace;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Verdict;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The filter with a packet in a real slot, and what it injects. */
final class Appliance {
    final TestContext context = new TestContext();

    /** What was injected since it was last cleared, lengths and sums filled in as a lane does. */
    final List<Segment> injected = new ArrayList<>();

    private final Filter filter;
    private final OnePacket slot = new OnePacket();

    Appliance(Map<String, ?> with) throws Exception {
        filter = new PayloadReplaceFactory().create(new MapSettings(with));
        filter.onAttach((FilterContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {FilterContext.class},
                (proxy, method, arguments) -> method.getName().equals("inject")
                        ? inject((ByteBuffer) arguments[0])
                        : method.invoke(context, arguments)));
    }

    private boolean inject(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        boolean isIpv6 = bytes[0] >> 4 == 6;
        ByteBuffer.wrap(bytes).putShort(isIpv6 ? 4 : 2, (short) (bytes.length - (isIpv6 ? 40 : 0)));
        int tcp = isIpv6 ? 40 : 20;
        int payload = tcp + (bytes[tcp + 12] >> 4 & 0xF) * 4;
        ByteBuffer header = ByteBuffer.wrap(bytes);
        byte[] data = new byte[bytes.length - payload];
        header.get(payload, data);
        boolean isBack = header.getShort(tcp) == 80;
        return injected.add(new Segment(
                isIpv6,
                isBack,
                bytes[tcp + 13] & 0xFF,
                header.getInt(tcp + 4),
                header.getInt(tcp + 8),
                new String(data, StandardCharsets.ISO_8859_1)));
    }

    Filter filter() {
        return filter;
    }

    /** The packet as it leaves; null if it is dropped. */
    byte[] passBytes(byte[] packet, long nowNs) {
        Verdict verdict = filter.onPacket(slot.load(packet, nowNs));
        return verdict == Verdict.PASS ? slot.finish() : null;
    }

    Segment pass(Segment segment) {
        byte[] bytes = passBytes(segment.bytes(), 1_700_000_000_000_000_000L);
        return bytes == null ? null : Segment.read(bytes);
    }

    /** Only has the filter decide. */
    void onlyFilter(byte[] packet) {
        filter.onPacket(slot.load(packet));
    }

    /** Under which reason a segment is dropped; a verdict's name if it is not. */
    String dropReason(Segment segment) {
        return filter.onPacket(slot.load(segment.bytes())).reason();
    }

    long value(String counter) {
        return context.value(counter);
    }
}
