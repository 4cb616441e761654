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
        assertThat(shift.finish(false)).isTrue();
        return place;
    }

    /** A segment of 100 bytes of which the 10 in the middle become {@code newLength}. */
    private boolean sendChanged(int number, int newLength) {
        assertThat(shift.place(number, 100)).isEqualTo(Place.FITS);
        return shift.change(number + 45, 10, newLength) && shift.finish(false);
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
        assertThat(shift.change(FIRST + 245, 10, 31)).as("another length").isFalse();
        assertThat(shift.change(FIRST + 245, 10, 30)).isTrue();
        assertThat(shift.finish(false)).isTrue();
        assertThat(send(FIRST + 100, 50)).isEqualTo(Place.FITS);
        assertThat(shift.sequence()).isEqualTo(FIRST + 93);
        assertThat(shift.growth()).isEqualTo(13);
    }

    @Test
    void shouldSayWhenARepeatedSegmentCannotBeChangedAsBefore() {
        sendChanged(FIRST, 30);

        assertThat(shift.place(FIRST, 50)).isEqualTo(Place.CUT);
        assertThat(shift.place(FIRST + 50, 50)).isEqualTo(Place.CUT);
        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.FITS);
        assertThat(shift.finish(false)).as("the change was not asked for").isFalse();
        assertThat(shift.place(FIRST, 45)).isEqualTo(Place.FITS);
        assertThat(shift.finish(false)).isTrue();
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
        assertThat(shift.change(FIRST + 150, 10, 1)).isTrue();
        assertThat(shift.finish(false)).isTrue();
        assertThat(shift.growth()).isEqualTo(11);
    }

    @Test
    void shouldTranslateKeepAlives() {
        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.FITS);
        assertThat(shift.change(FIRST, 100, 7)).isTrue();
        assertThat(shift.finish(false)).isTrue();
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
        shift.change(FIRST + 90, 10, 30);
        assertThat(shift.finish(true)).isTrue();

        assertThat(shift.acknowledge(FIRST + 120)).isEqualTo(FIRST + 100);
        assertThat(shift.acknowledge(FIRST + 121)).isEqualTo(FIRST + 101);
        assertThat(send(FIRST + 101, 0)).isEqualTo(Place.FITS);
        assertThat(shift.sequence()).isEqualTo(FIRST + 121);
    }

    @Test
    void shouldChangeNothingBeforeBytesThatWentOut() {
        assertThat(send(FIRST + 100, 100)).isEqualTo(Place.AHEAD);

        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.FITS);
        assertThat(shift.change(FIRST, 10, 11)).isFalse();
        assertThat(shift.change(FIRST, 10, 10)).isFalse();
        assertThat(shift.finish(false)).isTrue();
    }

    /** Else the sender might begin within it, and the receiver get the end of what it was. */
    @Test
    void shouldRememberChangesThatKeepTheLength() {
        assertThat(sendChanged(FIRST, 10)).isTrue();

        assertThat(shift.acknowledge(FIRST + 50)).isEqualTo(FIRST + 45);
        assertThat(shift.place(FIRST + 48, 52)).isEqualTo(Place.CUT);
        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.FITS);
        assertThat(shift.change(FIRST + 50, 10, 10)).as("another place").isFalse();
        assertThat(shift.change(FIRST + 45, 10, 10)).isTrue();
        assertThat(shift.finish(false)).isTrue();
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
        shift.change(FIRST, 10, 20);

        assertThat(send(FIRST, 100)).isEqualTo(Place.FITS);
        assertThat(shift.growth()).isZero();
    }

    @Test
    void shouldNotBelieveAnAcknowledgementOfWhatNeverWentOut() {
        sendChanged(FIRST, 30);

        shift.acknowledge(FIRST + 5_000);

        assertThat(shift.place(FIRST, 100)).isEqualTo(Place.FITS);
        assertThat(shift.change(FIRST + 45, 10, 30)).isTrue();
    }

    @Test
    void shouldRefuseWhatACallerGotWrong() {
        assertThatThrownBy(() -> new SequenceShift(0)).hasMessage("changes must be from 1 to 1024: 0");
        shift.place(FIRST, 100);
        assertThatThrownBy(() -> shift.change(FIRST - 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> shift.change(FIRST + 95, 10, 1)).hasMessageContaining("10 to 1 at byte 95 of 100");
        assertThatThrownBy(() -> shift.change(FIRST, 1, 0)).isInstanceOf(IllegalArgumentException.class);
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
            shift.change(FIRST + i * 100 + 45, 10, 11);
            shift.finish(false);
            shift.acknowledge(shift.sequence() + 101);
        }
    }
}
