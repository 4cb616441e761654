package io.headgate.net.multicast.watch;

import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.NativeMemory;
import io.headgate.net.sys.Sys;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * The classic BPF program that lets through IGMP, with or without options, and ICMPv6 behind a hop-by-hop header.
 *
 * <p>Shape of an instruction, {@code struct sock_filter}: code 2, jump if true 1, jump if false 1, operand 4.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/networking/filter.html">Linux Socket Filtering</a>
 */
final class MembershipFilter {
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_SHORT = 0x28;
    private static final int IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    /** Where loading gives the packet's protocol, which a socket without link headers has not in its bytes. */
    private static final int PROTOCOL = 0xFFFF_F000;

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int WHOLE = 0xFFFF;

    private static final int[][] PROGRAM = {
        {LOAD_SHORT, 0, 0, PROTOCOL},
        {IF_EQUAL, 0, 2, IPV4},
        {LOAD_BYTE, 0, 0, 9},
        {IF_EQUAL, 5, 6, 2}, // IGMP
        {IF_EQUAL, 0, 5, IPV6},
        {LOAD_BYTE, 0, 0, 6},
        {IF_EQUAL, 0, 3, 0}, // hop-by-hop
        {LOAD_BYTE, 0, 0, 40},
        {IF_EQUAL, 0, 1, 58}, // ICMPv6
        {RETURN, 0, 0, WHOLE},
        {RETURN, 0, 0, 0},
    };

    private MembershipFilter() {}

    /**
     * Attaches the program to a packet socket without link headers.
     *
     * @throws SourceException if the kernel refuses
     */
    static void attach(Libc libc, int fd) {
        ByteBuffer program = NativeMemory.allocate(PROGRAM.length * Long.BYTES);
        for (int[] step : PROGRAM) {
            program.putShort((short) step[0]).put((byte) step[1]).put((byte) step[2]);
            program.putInt(step[3]);
        }
        // struct sock_fprog: the number of instructions, and at 8 where they are.
        ByteBuffer fprog = NativeMemory.allocate(2 * Long.BYTES).putShort(0, (short) PROGRAM.length);
        fprog.putLong(Long.BYTES, NativeMemory.addressOf(program));
        try {
            long address = NativeMemory.addressOf(fprog);
            if (libc.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_ATTACH_FILTER, address, 2 * Long.BYTES) < 0) {
                throw new SourceException("cannot filter for IGMP and MLD: " + Sys.errnoText(Sys.errno()));
            }
        } finally {
            // Only their addresses are known to the structure and to the call.
            Reference.reachabilityFence(program);
            Reference.reachabilityFence(fprog);
        }
    }
}
