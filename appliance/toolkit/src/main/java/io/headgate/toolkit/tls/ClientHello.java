package io.headgate.toolkit.tls;

import io.headgate.toolkit.payload.PayloadView;
import java.nio.charset.StandardCharsets;

/**
 * What a TLS client says first, up to TLS 1.3, read from the begin of its stream.
 *
 * <pre>
 *   type 1 | length, 3 bytes | version | random, 32 bytes | session id | cipher suites | compression methods | extensions
 * </pre>
 *
 * <p>Read are the extensions server_name, application_layer_protocol_negotiation and supported_versions. A hello in
 * several records is read if all of it is there. If not, {@link Finding#INCOMPLETE}: {@link #present} of {@link #needed}
 * bytes are, and a caller who gathers the stream shows more of it.
 *
 * <p>With encrypted client hello (RFC 9849) the name is that of the server in front; {@link #offersEncryptedHello} says so,
 * also of clients that send random bytes in its place.
 *
 * <p>Memory: 600 bytes. Ownership: what was read stays until the next {@link #read}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2">RFC 8446, section 4.1.2</a>, RFC 5246 section
 *     7.4.1.2, RFC 6066 section 3, RFC 7301 section 3.1
 */
public final class ClientHello {
    /** What the bytes are. */
    public enum Finding {
        /** A client hello, whole. */
        WHOLE,
        /** The begin of one, as far as can be seen. */
        INCOMPLETE,
        /** Something else. */
        OTHER,
        /** A client hello whose lengths or names contradict themselves, or that says something twice. */
        DAMAGED
    }

    public static final int TLS_1_0 = 0x0301;
    public static final int TLS_1_1 = 0x0302;
    public static final int TLS_1_2 = 0x0303;
    public static final int TLS_1_3 = 0x0304;

    /** Longest hello that is read, without its header of 4 bytes; a longer one counts as damaged. */
    public static final int LONGEST = 1 << 16;

    private static final int CLIENT_HELLO = 1;
    private static final int HEADER = 4;
    private static final int RANDOM = 32;
    private static final int LONGEST_SESSION = 32;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int LONGEST_NAME = 255;
    private static final int PROTOCOLS = 16;
    private static final int VERSIONS = 43;
    private static final int ENCRYPTED_HELLO = 0xFE0D;

    private final HandshakeBytes bytes = new HandshakeBytes();
    private final ProtocolList protocols = new ProtocolList();
    private final byte[] name = new byte[LONGEST_NAME];

    private int present;
    private int needed;
    private int nameLength;
    private int version;
    private int offered;
    private boolean hasVersions;
    private boolean hasName;
    private boolean hasProtocols;
    private boolean hasEncryptedHello;

    /**
     * Reads the begin of a client's stream.
     *
     * @param view what there is of it
     */
    public Finding read(PayloadView view) {
        bytes.begin(view);
        protocols.clear();
        nameLength = 0;
        version = 0;
        offered = 0;
        hasVersions = false;
        hasName = false;
        hasProtocols = false;
        hasEncryptedHello = false;
        needed = 0;
        present = bytes.count();
        int type = bytes.u8();
        if (bytes.isForeign() || (!bytes.isShort() && type != CLIENT_HELLO)) {
            return Finding.OTHER;
        }
        int length = bytes.u24();
        if (bytes.isShort()) {
            return Finding.INCOMPLETE;
        }
        if (bytes.isForeign() || length > LONGEST) {
            return Finding.DAMAGED;
        }
        needed = HEADER + length;
        boolean isSound = readBody(length);
        if (bytes.isForeign() || (!isSound && !bytes.isShort())) {
            return Finding.DAMAGED;
        }
        if (bytes.isShort()) {
            // Lengths inside may lead behind the end of a hello that is there.
            return present < needed ? Finding.INCOMPLETE : Finding.DAMAGED;
        }
        return Finding.WHOLE;
    }

    private boolean readBody(int length) {
        int left = length - 2 - RANDOM;
        version = bytes.u16();
        bytes.skip(RANDOM);
        int session = bytes.u8();
        left -= 1 + session;
        bytes.skip(session);
        int suites = bytes.u16();
        left -= 2 + suites;
        bytes.skip(suites);
        int compressions = bytes.u8();
        left -= 1 + compressions;
        bytes.skip(compressions);
        if (session > LONGEST_SESSION || suites < 2 || suites % 2 != 0 || compressions < 1 || left < 0) {
            return false;
        }
        if (left == 0) {
            return true;
        }
        int extensions = bytes.u16();
        return left - 2 == extensions && readExtensions(extensions);
    }

    private boolean readExtensions(int length) {
        int left = length;
        while (left > 0 && !bytes.isShort() && !bytes.isForeign()) {
            int type = bytes.u16();
            int count = bytes.u16();
            left -= 4 + count;
            if (left < 0 || !readExtension(type, count)) {
                return false;
            }
        }
        return true;
    }

    private boolean readExtension(int type, int count) {
        boolean isNew;
        switch (type) {
            case SERVER_NAME -> {
                isNew = !hasName;
                hasName = true;
                return isNew && readName(count);
            }
            case PROTOCOLS -> {
                isNew = !hasProtocols;
                hasProtocols = true;
                return isNew && protocols.read(bytes, count);
            }
            case VERSIONS -> {
                isNew = !hasVersions;
                hasVersions = true;
                return isNew && readVersions(count);
            }
            default -> {
                hasEncryptedHello |= type == ENCRYPTED_HELLO;
                bytes.skip(count);
                return true;
            }
        }
    }

    /** Of a server's names the first must be a host name; other kinds were never defined. */
    private boolean readName(int count) {
        int list = bytes.u16();
        int kind = bytes.u8();
        int length = bytes.u16();
        if (list != count - 2 || kind != HOST_NAME || length != list - 3 || length < 1 || length > LONGEST_NAME) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int octet = bytes.u8();
            if (octet <= ' ' || octet >= 0x7F) {
                return false;
            }
            name[i] = (byte) (octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet);
        }
        nameLength = length;
        return true;
    }

    private boolean readVersions(int count) {
        int list = bytes.u8();
        if (list != count - 1 || list < 2 || list % 2 != 0) {
            return false;
        }
        for (int i = 0; i < list && !bytes.isShort(); i += 2) {
            int each = bytes.u16();
            if (each >= TLS_1_0 && each <= TLS_1_3) {
                offered |= 1 << (each - TLS_1_0);
            }
        }
        return true;
    }

    /** Bytes of handshake that are there: of the hello, and perhaps of what follows it. */
    public int present() {
        return present;
    }

    /** Bytes the hello has with its header of 4; 0 if that is not there. Records add 5 bytes each. */
    public int needed() {
        return needed;
    }

    /** Bytes of the server name, 1 to 255; 0 if there is none. */
    public int serverNameLength() {
        return nameLength;
    }

    /**
     * Copies the server name, in lower case.
     *
     * @param into with room for 255 bytes; {@link io.headgate.toolkit.dns.DnsName#set} takes it
     * @return {@link #serverNameLength}
     */
    public int serverName(byte[] into) {
        System.arraycopy(name, 0, into, 0, nameLength);
        return nameLength;
    }

    /** The server name for people, in lower case; "" if there is none. Allocates. */
    public String serverName() {
        return new String(name, 0, nameLength, StandardCharsets.US_ASCII);
    }

    /** Whether there is another, encrypted hello inside, or what looks like one. */
    public boolean offersEncryptedHello() {
        return hasEncryptedHello;
    }

    /** The application protocols, in the client's order. */
    public ProtocolList protocols() {
        return protocols;
    }

    /** Whether the client takes a version, {@link #TLS_1_0} to {@link #TLS_1_3}. */
    public boolean offers(int tlsVersion) {
        if (hasVersions) {
            return tlsVersion >= TLS_1_0 && tlsVersion <= TLS_1_3 && (offered >> (tlsVersion - TLS_1_0) & 1) != 0;
        }
        return tlsVersion >= TLS_1_0 && tlsVersion <= Math.min(version, TLS_1_2);
    }
}
