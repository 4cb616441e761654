package io.headgate.engine.tap;

import java.util.ArrayList;
import java.util.List;

/** Keeps what it is given, and fails when told to. */
public final class RecordingTap implements TapSink {
    /** What the record of a copy says. */
    public record Copy(String lane, String from, long timestampNs, int originalLength) {}

    private final List<byte[]> all = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private RuntimeException broken;

    public void breakWith(RuntimeException failure) {
        broken = failure;
    }

    @Override
    public void open() {
        calls.add("open");
    }

    @Override
    public void write(TapRecord record) {
        if (broken != null) {
            throw broken;
        }
        byte[] bytes = new byte[record.length()];
        record.bytes().get(record.offset(), bytes);
        copies.add(new Copy(
                record.laneName(),
                record.interfaceName() + " " + record.direction(),
                record.timestampNs(),
                record.originalLength()));
        all.add(bytes);
    }

    @Override
    public void flush() {
        calls.add("flush " + copies.size());
    }

    @Override
    public void close() {
        calls.add("close");
    }

    @Override
    public Status status() {
        return new Status(
                "memory",
                copies.size(),
                all.stream().mapToLong(copy -> copy.length).sum(),
                0,
                "");
    }

    public List<Copy> copies() {
        return copies;
    }

    public List<byte[]> bytes() {
        return all;
    }

    public List<String> calls() {
        return calls;
    }
}
