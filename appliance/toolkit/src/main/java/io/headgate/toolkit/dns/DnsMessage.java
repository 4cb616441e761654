package io.headgate.toolkit.dns;

import io.headgate.toolkit.payload.PayloadView;
import java.util.Objects;

/**
 * A DNS message, read in place: header, first question, and the records one after the other.
 *
 * <pre>
 *    0  id                     4  questions      8  authorities
 *    2  flags, opcode, rcode   6  answers       10  additionals
 *   12  first question: name, type, class; ...; records: name, type, class, TTL, data length, data
 * </pre>
 *
 * <p>Ownership: as the view it reads. The reader is reused for every message. Over TCP the two bytes of length before a
 * message are not part of it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035, section 4</a>
 */
public final class DnsMessage {
    /** Type of an IPv4 address. */
    public static final int A = 1;

    /** Type of an IPv6 address (RFC 3596). */
    public static final int AAAA = 28;

    /** Type of the pseudo-record of EDNS (RFC 6891). */
    public static final int OPT = 41;

    /** Class of the Internet. */
    public static final int IN = 1;

    /** Where the header ends. */
    static final int HEADER = 12;

    private static final int FIXED_PART = 10;
    private static final int QUESTION_TAIL = 4;

    /** Where a record is counted. */
    public enum Section {
        ANSWER,
        AUTHORITY,
        ADDITIONAL
    }

    private PayloadView message = new PayloadView();
    private int questionEnd;
    private int recordsAt;
    private int next;
    private int left;
    private boolean isDamaged;

    private int nameAt;
    private int fixedAt;
    private Section section = Section.ANSWER;

    /**
     * Reads header and questions, and stands before the first record.
     *
     * @return whether they are whole; if not, nothing else here may be asked
     */
    public boolean read(PayloadView view) {
        message = view;
        if (view.length() < HEADER) {
            return false;
        }
        int at = HEADER;
        questionEnd = HEADER;
        for (int i = 0; i < questions(); i++) {
            int tail = DnsName.skip(view, at);
            if (tail < 0 || tail + QUESTION_TAIL > view.length()) {
                return false;
            }
            at = tail + QUESTION_TAIL;
            questionEnd = i == 0 ? at : questionEnd;
        }
        recordsAt = at;
        rewind();
        return true;
    }

    public int id() {
        return message.u16(0);
    }

    /** The 16 bits of flags, opcode and response code. */
    public int flags() {
        return message.u16(2);
    }

    public boolean isResponse() {
        return (flags() & 0x8000) != 0;
    }

    /** 0 for a query. */
    public int opcode() {
        return flags() >> 11 & 0xF;
    }

    /** Whether the sender could not send it all. */
    public boolean isTruncated() {
        return (flags() & 0x0200) != 0;
    }

    /** The lower four bits of the response code. */
    public int rcode() {
        return flags() & 0xF;
    }

    public int questions() {
        return message.u16(4);
    }

    public int answers() {
        return message.u16(6);
    }

    public int authorities() {
        return message.u16(8);
    }

    public int additionals() {
        return message.u16(10);
    }

    /**
     * Reads the name of the first question.
     *
     * @return whether there is one
     */
    public boolean questionName(DnsName name) {
        return questions() > 0 && name.read(message, HEADER);
    }

    /** Type of the first question; 0 if there is none. */
    public int questionType() {
        return questions() > 0 ? message.u16(questionEnd - QUESTION_TAIL) : 0;
    }

    /** Class of the first question; 0 if there is none. */
    public int questionClass() {
        return questions() > 0 ? message.u16(questionEnd - 2) : 0;
    }

    /** Where the first question ends. */
    int questionEnd() {
        return questionEnd;
    }

    /** A byte of the message. */
    int u8(int at) {
        return message.u8(at);
    }

    /** Stands before the first record again. */
    public void rewind() {
        next = recordsAt;
        left = answers() + authorities() + additionals();
        isDamaged = false;
    }

    /**
     * Goes to the next record.
     *
     * @return whether there is one, whole; if not, {@link #isDamaged} says whether there should be one
     */
    public boolean nextRecord() {
        if (left == 0 || isDamaged) {
            return false;
        }
        int fixed = DnsName.skip(message, next);
        if (fixed < 0
                || fixed + FIXED_PART > message.length()
                || message.u16(fixed + 8) > message.length() - fixed - FIXED_PART) {
            isDamaged = true;
            return false;
        }
        int behind = authorities() + additionals();
        section = left > behind ? Section.ANSWER : left > additionals() ? Section.AUTHORITY : Section.ADDITIONAL;
        nameAt = next;
        fixedAt = fixed;
        next = fixed + FIXED_PART + message.u16(fixed + 8);
        left--;
        return true;
    }

    /** Whether a record that the header counts is not there or not whole. */
    public boolean isDamaged() {
        return isDamaged;
    }

    public Section section() {
        return section;
    }

    /**
     * Reads the record's name.
     *
     * @return whether it is whole
     */
    public boolean recordName(DnsName name) {
        return name.read(message, nameAt);
    }

    public int recordType() {
        return message.u16(fixedAt);
    }

    /** The record's class; of an {@link #OPT} record the sender's largest UDP payload in bytes. */
    public int recordClass() {
        return message.u16(fixedAt + 2);
    }

    /** Seconds, 32 bits of which the highest is not set; of an {@link #OPT} record extended response code and flags. */
    public int ttl() {
        return message.u32(fixedAt + 4);
    }

    /** Where the record's data begin in the message. */
    public int dataOffset() {
        return fixedAt + FIXED_PART;
    }

    /** Bytes of the record's data, all of them in the message. */
    public int dataLength() {
        return message.u16(fixedAt + 8);
    }

    /**
     * Reads a name in the record's data, of a CNAME for instance.
     *
     * @param at 0 for the first byte of the data
     * @return whether it is whole and within the data
     */
    public boolean dataName(int at, DnsName name) {
        int offset = dataOffset() + at;
        int end = at < 0 ? DnsName.NONE : DnsName.skip(message, offset);
        return end >= 0 && end <= dataOffset() + dataLength() && name.read(message, offset);
    }

    /** A byte of the record's data; outside it, an {@link IndexOutOfBoundsException}. */
    public int dataU8(int at) {
        Objects.checkIndex(at, dataLength());
        return message.u8(dataOffset() + at);
    }
}
