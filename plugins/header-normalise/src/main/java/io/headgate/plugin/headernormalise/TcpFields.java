package io.headgate.plugin.headernormalise;

import io.headgate.api.Counter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;

/** Fields and options of TCP headers (RFC 9293, section 3.1); segments that sign them are left alone. */
final class TcpFields {
    /** TCP MD5 signature (RFC 2385). */
    private static final int MD5 = 19;

    /** TCP authentication (RFC 5925). */
    private static final int AO = 29;

    private final boolean clearsReserved;
    private final boolean clearsUrgentPointer;
    private final boolean clearsOptions;

    private Counter reserved;
    private Counter urgentPointer;
    private Counter options;
    private Counter signed;

    TcpFields(boolean clearsReserved, boolean clearsUrgentPointer, boolean clearsOptions) {
        this.clearsReserved = clearsReserved;
        this.clearsUrgentPointer = clearsUrgentPointer;
        this.clearsOptions = clearsOptions;
    }

    void onAttach(FilterContext context) {
        reserved = context.counter("tcp-reserved", "segments whose reserved bits were cleared");
        urgentPointer = context.counter("urgent-pointer", "segments without URG whose urgent pointer was cleared");
        options = context.counter("tcp-options-cleared", "segments with options that were overwritten");
        signed = context.counter("signed", "segments left alone because their header is signed (MD5, AO)");
    }

    void normalise(Packet packet, Tcp tcp) {
        boolean hasReserved = clearsReserved && tcp.reserved() != 0;
        boolean hasPointer = clearsUrgentPointer && tcp.urgentPointer() != 0 && !tcp.has(Tcp.URG);
        boolean hasOptions = clearsOptions && TcpOptions.hasOthers(packet, tcp);
        if (!hasReserved && !hasPointer && !hasOptions) {
            return;
        }
        if (tcp.option(MD5) != Tcp.NONE || tcp.option(AO) != Tcp.NONE) {
            signed.increment();
            return;
        }
        if (hasReserved) {
            tcp.reserved(0);
            reserved.increment();
        }
        if (hasPointer) {
            tcp.urgentPointer(0);
            urgentPointer.increment();
        }
        if (hasOptions) {
            TcpOptions.clearOthers(packet, tcp);
            options.increment();
        }
    }
}
