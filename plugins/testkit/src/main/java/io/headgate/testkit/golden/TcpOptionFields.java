package io.headgate.testkit.golden;

import io.headgate.testkit.packet.Anatomy;
import java.util.Arrays;
import java.util.HexFormat;

/** The options of a TCP header (RFC 9293, section 3.2; RFC 7323; RFC 2018), each by its name. */
final class TcpOptionFields {
    private static final int END = 0;
    private static final int NOP = 1;

    private TcpOptionFields() {}

    static void read(byte[] packet, Anatomy anatomy, int from, int to, Dissection into) {
        int at = from;
        while (at < to) {
            int kind = anatomy.u8(at);
            if (kind == END) {
                into.add("TCP end of options", HexFormat.of().formatHex(packet, at, to));
                return;
            }
            if (kind == NOP) {
                into.add("TCP NOP option", "at " + (at - from));
                at++;
                continue;
            }
            int length = at + 1 < to ? anatomy.u8(at + 1) : 0;
            if (length < 2 || at + length > to) {
                into.add("TCP malformed options", HexFormat.of().formatHex(packet, at, to));
                return;
            }
            into.add("TCP " + nameOf(kind), value(packet, anatomy, kind, at, length));
            at += length;
        }
    }

    private static String nameOf(int kind) {
        return switch (kind) {
            case 2 -> "MSS option";
            case 3 -> "window scale option";
            case 4 -> "SACK permitted option";
            case 5 -> "SACK option";
            case 8 -> "timestamps option";
            default -> "option " + kind;
        };
    }

    private static String value(byte[] packet, Anatomy anatomy, int kind, int at, int length) {
        if (kind == 2 && length == 4) {
            return String.valueOf(anatomy.u16(at + 2));
        }
        if (kind == 3 && length == 3) {
            return String.valueOf(anatomy.u8(at + 2));
        }
        if (kind == 4 && length == 2) {
            return "yes";
        }
        if (kind == 8 && length == 10) {
            return anatomy.u32(at + 2) + ", echo " + anatomy.u32(at + 6);
        }
        return HexFormat.of().formatHex(Arrays.copyOfRange(packet, at + 2, at + length));
    }
}
