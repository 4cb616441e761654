package io.headgate.testkit.mutation;

import io.headgate.testkit.packet.Anatomy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes one field say something wrong about where things are. */
final class Lies {
    /**
     * A field that others are found by.
     *
     * @param offset of its first byte
     * @param shift of its lowest bit, counted from the lowest of its bytes
     * @param bits of its width
     */
    private record Place(int offset, int shift, int bits) {
        private int bytes() {
            return (shift + bits + 7) / 8;
        }
    }

    private static final int TCP = 6;
    private static final int UDP = 17;

    private Lies() {}

    static void tell(byte[] packet, SplittableRandom random) {
        List<Place> places = places(packet);
        places.removeIf(place -> place.offset() + place.bytes() > packet.length);
        if (!places.isEmpty()) {
            Place place = places.get(random.nextInt(places.size()));
            write(packet, place, lie(read(packet, place), place.bits(), random));
        }
    }

    /** Nothing, everything, just beside the truth, or anything. */
    private static int lie(int truth, int bits, SplittableRandom random) {
        int mask = (1 << bits) - 1;
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> mask;
            case 2 -> (truth - 1) & mask;
            case 3 -> (truth + 1) & mask;
            default -> random.nextInt() & mask;
        };
    }

    private static List<Place> places(byte[] packet) {
        List<Place> places = new ArrayList<>();
        Anatomy anatomy = Anatomy.of(packet);
        if (anatomy.version() == 4) {
            places.add(new Place(0, 0, 4));
            places.add(new Place(2, 0, 16));
            places.add(new Place(6, 0, 13));
            places.add(new Place(9, 0, 8));
            // Length of the first option, where there are any.
            places.add(new Place(21, 0, 8));
        } else if (anatomy.version() == 6) {
            places.add(new Place(4, 0, 16));
            places.add(new Place(6, 0, 8));
            for (Anatomy.Extension extension : anatomy.extensions()) {
                places.add(new Place(extension.offset(), 0, 8));
                places.add(new Place(extension.offset() + 1, 0, 8));
                places.add(new Place(extension.offset() + 2, 0, 16));
            }
        }
        transport(anatomy, places);
        return places;
    }

    private static void transport(Anatomy anatomy, List<Place> places) {
        int at = anatomy.behindIp();
        if (at == Anatomy.NONE) {
            return;
        }
        switch (anatomy.protocol()) {
            case UDP -> places.add(new Place(at + 4, 0, 16));
            case TCP -> {
                places.add(new Place(at + 12, 4, 4));
                // Length of the first option.
                places.add(new Place(at + 21, 0, 8));
            }
            default -> {
                // Of a quoted packet: header length and total length.
                places.add(new Place(at + 8, 0, 4));
                places.add(new Place(at + 10, 0, 16));
            }
        }
    }

    private static int read(byte[] packet, Place place) {
        int value = 0;
        for (int i = 0; i < place.bytes(); i++) {
            value = value << 8 | (packet[place.offset() + i] & 0xFF);
        }
        return value >>> place.shift() & ((1 << place.bits()) - 1);
    }

    private static void write(byte[] packet, Place place, int value) {
        int mask = ((1 << place.bits()) - 1) << place.shift();
        int bits = value << place.shift();
        for (int i = place.bytes() - 1, down = 0; i >= 0; i--, down += 8) {
            int kept = packet[place.offset() + i] & ~(mask >> down);
            packet[place.offset() + i] = (byte) (kept | (bits >> down & mask >> down));
        }
    }
}
