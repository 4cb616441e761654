package io.headgate.testkit.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What two packets differ in, field by field, in words. */
final class Differences {
    private static final int SHOWN = 8;

    private Differences() {}

    /** One line for each field that differs; empty if none does. */
    static List<String> of(byte[] expected, byte[] actual) {
        if (Arrays.equals(expected, actual)) {
            return List.of();
        }
        Dissection wanted = Dissector.dissect(expected);
        Dissection found = Dissector.dissect(actual);
        List<String> lines = new ArrayList<>();
        for (Field field : wanted.fields()) {
            Optional<String> other = found.find(field.name());
            if (!other.equals(Optional.of(field.value()))) {
                lines.add(line(field.name(), field.value(), other.orElse("none")));
            }
        }
        for (Field field : found.fields()) {
            if (wanted.find(field.name()).isEmpty()) {
                lines.add(line(field.name(), "none", field.value()));
            }
        }
        payload(wanted.payload(), found.payload(), lines);
        if (lines.isEmpty()) {
            lines.add(bytes("byte", expected, actual));
        }
        return lines;
    }

    private static String line(String what, String expected, String actual) {
        return what + ": expected " + expected + ", actual " + actual;
    }

    private static void payload(byte[] expected, byte[] actual, List<String> lines) {
        if (expected.length != actual.length) {
            lines.add(line("payload length", String.valueOf(expected.length), String.valueOf(actual.length)));
        }
        if (Arrays.mismatch(expected, actual) >= 0) {
            lines.add(bytes("payload offset", expected, actual));
        }
    }

    /** The first bytes that differ. */
    private static String bytes(String what, byte[] expected, byte[] actual) {
        int at = Arrays.mismatch(expected, actual);
        return line(what + " " + at, hex(expected, at), hex(actual, at));
    }

    private static String hex(byte[] bytes, int from) {
        int to = Math.min(bytes.length, from + SHOWN);
        return from >= to
                ? "nothing"
                : HexFormat.ofDelimiter(" ").formatHex(bytes, from, to) + (to < bytes.length ? " ..." : "");
    }
}
