package io.headgate.plugin.payloadreplace;

import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.toolkit.tcp.ChangedRuns;
import io.headgate.toolkit.tcp.SequenceShift;

/**
 * Rewrites one payload after another: replaces what was replaced before, looks for what else is to be replaced, and has the
 * packet changed once.
 *
 * <p>What was replaced in several segments may come again in one, and be more than a packet holds or the MTU lets through.
 * Then only so much of it goes out as does, and the sender sends the rest once more.
 */
final class Rewriting {
    private static final byte[] NOTHING = {};
    private static final int LARGEST_PACKET = 0xFFFF;

    private final Replacements replacements;
    private final int most;
    private final Draft draft = new Draft();

    private int replaced;
    private int leftAlone;

    /** Makes at most {@code most} new replacements in one payload. */
    Rewriting(Replacements replacements, int most) {
        this.replacements = replacements;
        this.most = most;
    }

    /**
     * Rewrites a datagram.
     *
     * @param longest packet that it may become, in bytes
     */
    void rewrite(Packet packet, int longest) {
        begin(packet);
        replaceNew(null, 0, 0, longest - packet.payloadOffset());
        draft.apply(packet);
    }

    /**
     * Rewrites a segment that was placed; what does not go out of it, its direction knows.
     *
     * @param shift of its direction
     * @param number of its first byte, as the sender counts
     * @param longest packet that it may become, in bytes; longer only by a single replacement that was made before
     * @param isSearching whether new replacements are made
     * @return false if bytes that were replaced before are not what they were; then nothing has changed
     */
    boolean rewrite(Packet packet, SequenceShift shift, int number, int longest, boolean isSearching) {
        begin(packet);
        int limit = Math.min(longest, LARGEST_PACKET) - packet.payloadOffset();
        int skipped = shift.begin() - number;
        if (skipped > 0) {
            draft.replace(0, skipped, NOTHING);
        }
        if (!replaceAgain(packet, shift, number, limit)) {
            return false;
        }
        if (isSearching && !draft.isCut()) {
            replaceNew(shift, number, shift.newFrom() - number, limit);
        }
        draft.cutTo(limit);
        if (draft.isCut()) {
            shift.shorten(number + draft.cutAt());
        }
        draft.apply(packet);
        return true;
    }

    private void begin(Packet packet) {
        replaced = 0;
        leftAlone = 0;
        draft.begin(packet);
    }

    private boolean replaceAgain(Packet packet, SequenceShift shift, int number, int limit) {
        ChangedRuns runs = shift.runs();
        for (int run = 0; run < runs.count(); run++) {
            int at = runs.start(run) - number;
            int tag = runs.tag(run);
            int length = runs.length(run);
            int here = Math.min(length, draft.end() - at);
            boolean isEndWithin = here < length && packet.tcp().has(Tcp.FIN);
            if (isEndWithin || !replacements.isBeginOf(tag, draft.bytes(), at, here)) {
                return false;
            }
            byte[] by = replacements.replacement(tag);
            // At the very begin it goes out whatever its length, else it never would.
            if (draft.placeOf(at) > 0 && draft.placeOf(at) + by.length > limit) {
                draft.cut(at);
                return true;
            }
            draft.replace(at, length, by);
            replaced++;
        }
        return true;
    }

    /**
     * Looks for what is to be replaced.
     *
     * @param shift null for a datagram
     */
    private void replaceNew(SequenceShift shift, int number, int from, int limit) {
        // What comes again has grown: then the sender sends the end once more, with room for what is found there.
        boolean isTooLong = draft.length() > limit;
        int made = 0;
        int at = replacements.next(draft.bytes(), from, draft.end());
        while (at != Replacements.NONE && !(isTooLong && draft.placeOf(at) >= limit)) {
            int oldLength = replacements.oldLength();
            byte[] by = replacements.replacement(replacements.found());
            int needed = isTooLong ? draft.placeOf(at) + by.length : draft.length() + by.length - oldLength;
            boolean fits = needed <= limit || (!isTooLong && by.length <= oldLength);
            if (!fits && isTooLong) {
                draft.cut(at);
                return;
            }
            boolean isMade = fits
                    && made < most
                    && (shift == null || shift.change(number + at, oldLength, by.length, replacements.found()));
            if (isMade) {
                draft.replace(at, oldLength, by);
                made++;
            } else {
                leftAlone++;
            }
            at = replacements.next(draft.bytes(), isMade ? at + oldLength : at + 1, draft.end());
        }
        replaced += made;
    }

    /** How many were replaced. */
    int replaced() {
        return replaced;
    }

    /** How many were found for the first time and not replaced. */
    int leftAlone() {
        return leftAlone;
    }

    /** Whether the end of the segment does not go out. */
    boolean isCut() {
        return draft.isCut();
    }
}
