package io.headgate.toolkit.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.headgate.toolkit.tcp.SequenceShift.Place;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SequenceShiftTest {
    /** First byte of payload; the stream wraps within the first segment. */
    private static final int FIRST = -50;

    private final SequenceShift shift = new SequenceShift(4);

    @BeforeEach
    void open() {
        shift.open(FIRST - 1);
    }

    private Place send(int number, int length) {
        Place place = shift.place(number, length);
        shift.finish(false);
        return place;
    }

    /** A segment of 100 bytes of which the 10 in the middle become {@code newLength}. */
    private boolean sendChanged(int number, int newLength) {
        assertThat(shift.place(number, 100)).isEqualTo(Place.FITS);
        boolean isChanged = shift.change(number + 45, 10, newLength, 7);
        if (isChanged) {
            shift.finish(false);
        }
        return isChanged;
    }

    @Test
    void shouldShiftWhatFollowsAChange() {
        assertThat(sendChanged(FIRST, 30)).isTrue();
        assertThat(shift.sequence()).isEqualTo(FIRST);

        assertThat(send(FIRST + 100, 100)).isEqualTo(Place.FITS);
        assertThat(shift.sequence()).isEqualTo(FIRST + 120);
        assertThat(shift.growth()).isEqualTo(20);
        assertThat(shift.acknowledge(FIRST + 45)).isEqualTo(FIRST + 45);
        assertThat(shift.acknowledge(FIRST + 46)).as("a part of the change").isEqualTo(FIRST + 45);
        assertThat(shift.acknowledge(FIRST + 74)).isEqualTo(FIRST + 45);
        assertThat(shift.acknowledge(FIRST + 75)).isEqualTo(FIRST + 55);
        assertThat(shift.acknowledge(FIRST + 220)).isEqualTo(FIRST + 200);
    }

    @Test
    void shouldGiveARepeatedSegmentTheSamePlace() {
        sendChanged(FIRST, 3);
        send(FIRST + 100, 100);
        sendChanged(FIRST + 200, 30);
        shift.acknowledge(FIRST + 93);

        assertThat(shift.place(FIRST + 200, 100)).isEqualTo(Place.FITS);
        assertThat(shift.sequence()).isEqualTo(FIRST + 193);
        assertRun(FIRST + 245, 10);
        shift.finish(false);
        assertThat(send(FIRST + 100, 50)).isEqualTo(Place.FITS);
        assertThat(shift.sequence()).isEqualTo(FIRST + 93);
        assertThat(shift.growth()).isEqualTo(13);
    }

    /** The only run of the segment that was placed. */
    private void assertRun(int start, int length) {
        assertThat(shift.runs().count()).isEqualTo(1);
        assertThat(shift.runs().start(0)).isEqualTo(start);
        assertThat(shift.runs().length(0)).isEqualTo(length);
        assertThat(shift.runs().tag(0)).isEqualTo(7);
    }

    @Test
    void shouldCopeWithSegmentsThatEndWithinAChange() {
        sendChanged(FIRST, 30);

        assertThat(shift.place(FIRST, 50)).isEqualTo(Place.FITS);
        assertRun(FIRST + 45, 10);
        assertThat(shift.sequence()).isEqualTo(FIRST);
        shift.finish(false);
        assertThat(shift.place(FIRST + 50, 5)).isEqualTo(Place.CUT);
        assertThat(shift.place(FIRST + 45, 1)).as("a window probe").isEqualTo(Place.FITS);
        assertRun(FIRST + 45, 10);
        assertThat(shift.place(FIRST + 50, 50)).isEqualTo(Place.FITS);
        assertThat(shift.runs().count()).isZero();
        assertThat(shift.begin()).isEqualTo(FIRST + 55);
        assertThat(shift.sequence()).isEqualTo(FIRST + 75);
        shift.finish(false);
        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.FITS);
        assertRun(FIRST + 45, 10);
        assertThat(shift.place(FIRST, 45)).isEqualTo(Place.FITS);
        assertThat(shift.runs().count()).isZero();
        assertThat(shift.begin()).isEqualTo(FIRST);
    }

    @Test
    void shouldNotCountWhatDidNotGoOut() {
        shift.place(FIRST, 100);
        shift.change(FIRST + 10, 5, 50, 0);
        shift.shorten(FIRST + 40);
        shift.finish(false);

        assertThat(shift.isAhead(FIRST + 40)).isFalse();
        assertThat(shift.isAhead(FIRST + 41)).isTrue();
        assertThat(shift.place(FIRST + 15, 85)).isEqualTo(Place.FITS);
        assertThat(shift.newFrom()).isEqualTo(FIRST + 40);
        assertThat(shift.change(FIRST + 40, 5, 1, 0)).isTrue();
    }

    @Test
    void shouldLeaveDeliveredBytesAlone() {
        sendChanged(FIRST, 30);
        shift.acknowledge(FIRST + 120);

        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.DELIVERED);
        assertThat(shift.sequence()).as("ends where the receiver stands").isEqualTo(FIRST + 20);
        assertThat(shift.place(FIRST, 200)).isEqualTo(Place.FITS);
        assertThat(shift.changeableFrom()).isEqualTo(FIRST + 100);
        assertThat(shift.sequence()).isEqualTo(FIRST + 20);
        assertThat(shift.change(FIRST + 150, 10, 1, 0)).isTrue();
        shift.finish(false);
        assertThat(shift.growth()).isEqualTo(11);
    }

    @Test
    void shouldTranslateKeepAlives() {
        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.FITS);
        assertThat(shift.change(FIRST, 100, 7, 0)).isTrue();
        shift.finish(false);
        shift.acknowledge(FIRST + 7);

        assertThat(send(FIRST + 99, 0)).isEqualTo(Place.DELIVERED);
        assertThat(shift.sequence()).isEqualTo(FIRST + 6);
        assertThat(send(FIRST + 99, 1)).isEqualTo(Place.DELIVERED);
        assertThat(shift.sequence()).isEqualTo(FIRST + 6);
        assertThat(send(FIRST + 100, 0)).as("as of a RST").isEqualTo(Place.FITS);
        assertThat(shift.sequence()).isEqualTo(FIRST + 7);
    }

    @Test
    void shouldCountTheNumberOfAFin() {
        shift.place(FIRST, 100);
        shift.change(FIRST + 90, 10, 30, 0);
        shift.finish(true);

        assertThat(shift.acknowledge(FIRST + 120)).isEqualTo(FIRST + 100);
        assertThat(shift.acknowledge(FIRST + 121)).isEqualTo(FIRST + 101);
        assertThat(send(FIRST + 101, 0)).isEqualTo(Place.FITS);
        assertThat(shift.sequence()).isEqualTo(FIRST + 121);
    }

    @Test
    void shouldChangeNothingBeforeBytesThatWentOut() {
        assertThat(send(FIRST + 100, 100)).isEqualTo(Place.AHEAD);

        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.FITS);
        assertThat(shift.newFrom()).isEqualTo(FIRST + 100);
        assertThatThrownBy(() -> shift.change(FIRST, 10, 10, 0))
                .hasMessageContaining("at byte 0 of 100, after byte 100");
        shift.finish(false);
    }

    /** Else the sender might begin within it, and the receiver get the end of what it was. */
    @Test
    void shouldRememberChangesThatKeepTheLength() {
        assertThat(sendChanged(FIRST, 10)).isTrue();

        assertThat(shift.acknowledge(FIRST + 50)).isEqualTo(FIRST + 45);
        assertThat(shift.place(FIRST + 48, 52)).isEqualTo(Place.FITS);
        assertThat(shift.begin()).isEqualTo(FIRST + 55);
        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.FITS);
        assertRun(FIRST + 45, 10);
        shift.finish(false);
        assertThat(shift.growth()).isZero();
    }

    @Test
    void shouldKnowWhatHasNotGoneOut() {
        send(FIRST, 100);

        assertThat(shift.isAhead(FIRST + 100)).isFalse();
        assertThat(shift.isAhead(FIRST + 101)).isTrue();
        assertThat(new SequenceShift(1).isAhead(FIRST)).as("before anything").isFalse();
    }

    @Test
    void shouldTakeAsManyChangesAsItHasRoomFor() {
        for (int i = 0; i < 4; i++) {
            assertThat(sendChanged(FIRST + i * 100, 11)).isTrue();
        }

        assertThat(sendChanged(FIRST + 400, 11)).isFalse();
        shift.acknowledge(FIRST + 101);
        assertThat(sendChanged(FIRST + 400, 11)).isTrue();
    }

    @Test
    void shouldForgetWhatWasNotFinished() {
        shift.place(FIRST, 100);
        shift.change(FIRST, 10, 20, 0);

        assertThat(send(FIRST, 100)).isEqualTo(Place.FITS);
        assertThat(shift.growth()).isZero();
    }

    @Test
    void shouldNotBelieveAnAcknowledgementOfWhatNeverWentOut() {
        sendChanged(FIRST, 30);

        shift.acknowledge(FIRST + 5_000);

        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.FITS);
        assertRun(FIRST + 45, 10);
    }

    @Test
    void shouldRefuseWhatACallerGotWrong() {
        assertThatThrownBy(() -> new SequenceShift(0)).hasMessage("changes must be from 1 to 1024: 0");
        shift.place(FIRST, 100);
        assertThatThrownBy(() -> shift.change(FIRST - 1, 1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> shift.change(FIRST + 95, 10, 1, 0)).hasMessageContaining("10 to 1 at byte 95 of 100");
        assertThatThrownBy(() -> shift.change(FIRST, 1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        drive(0, 20_000);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        drive(20_000, 1_000_000);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(shift.growth()).isEqualTo(1_020_000);
        assertThat(allocated).as("bytes for a million segments").isLessThan(10_000);
    }

    private void drive(int from, int count) {
        for (int i = from; i < from + count; i++) {
            shift.place(FIRST + i * 100, 100);
            shift.change(FIRST + i * 100 + 45, 10, 11, 0);
            shift.finish(false);
            shift.acknowledge(shift.sequence() + 101);
        }
    }
}
