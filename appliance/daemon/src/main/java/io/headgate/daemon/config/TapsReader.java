package io.headgate.daemon.config;

import io.headgate.daemon.config.yaml.Section;
import io.headgate.engine.tap.TapTarget;
import io.headgate.taps.capture.CaptureSettings;
import io.headgate.taps.capture.CaptureTap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads where copies of packets go. */
final class TapsReader {
    private static final int MAX_TAPS = 32;
    private static final int MAX_KEEP = 1_000;
    private static final int DEFAULT_KEEP = 10;
    private static final long MIN_SIZE = 1 << 20;
    private static final long MAX_SIZE = 1L << 40;
    private static final String DEFAULT_SIZE = "100MiB";
    private static final Duration MIN_TIME = Duration.ofSeconds(1);
    private static final Duration MAX_TIME = Duration.ofDays(365);

    private static final String TAPS = "taps";
    private static final String CAPTURE = "capture";
    private static final String NAME = "name";
    private static final String FILE = "file";
    private static final String SNAPLEN = "snaplen";
    private static final String ROTATE_SIZE = "rotate-size";
    private static final String ROTATE_EVERY = "rotate-every";
    private static final String KEEP = "keep";
    private static final Pattern NAME_FORM = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final String PCAPNG = ".pcapng";

    private TapsReader() {}

    /** Those that are right; none if the configuration has no such key. */
    static List<TapConfig> read(Section root) {
        List<TapConfig> taps = new ArrayList<>();
        if (root.keyNames().contains(TAPS)) {
            root.blocks(TAPS, MAX_TAPS, entry -> entry(entry, taps));
        } else {
            root.list(TAPS); // Known, though it may be left out.
        }
        return taps;
    }

    private static void entry(Section entry, List<TapConfig> taps) {
        boolean isPlanned = entry.refuse("journal", "mirror", "kafka");
        Optional<Section> capture = entry.block(CAPTURE);
        if (capture.isPresent()) {
            capture(capture.get(), taps);
        } else if (!isPlanned) {
            entry.noteAt(CAPTURE, "missing key 'capture': give a block with 'name' and 'file'");
        }
    }

    private static void capture(Section block, List<TapConfig> taps) {
        block.refuse("match", "sample");
        Optional<String> name = block.requiredText(NAME, NAME_FORM, "lower case letters, digits and single dashes");
        String file = block.requiredText(FILE);
        int snaplen = block.integer(SNAPLEN, 1, TapTarget.MAX_SNAPLEN).orElse(TapTarget.MAX_SNAPLEN);
        String rotateSize = block.text(ROTATE_SIZE).orElse(DEFAULT_SIZE);
        Optional<String> rotateEvery = block.text(ROTATE_EVERY);
        int keep = block.integer(KEEP, 1, MAX_KEEP).orElse(DEFAULT_KEEP);
        block.finish();
        long bytes = checked(
                block,
                ROTATE_SIZE,
                rotateSize,
                Quantity::bytes,
                size -> size >= MIN_SIZE && size <= MAX_SIZE,
                "a size from 1MiB to 1024GiB, as in 100MiB",
                MIN_SIZE);
        Duration every = rotateEvery
                .map(text -> checked(
                        block,
                        ROTATE_EVERY,
                        text,
                        Quantity::time,
                        time -> time.compareTo(MIN_TIME) >= 0 && time.compareTo(MAX_TIME) <= 0,
                        "a time from 1s to 365d, as in 90s, 30m or 1h",
                        MIN_TIME))
                .orElse(Duration.ZERO);
        if (!file.isEmpty() && !file.endsWith(PCAPNG)) {
            block.noteAt(FILE, Section.allowed(FILE, file, "the name of a file that ends in " + PCAPNG));
        }
        name.filter(its -> taps.stream().anyMatch(other -> other.name().equals(its)))
                .ifPresent(its -> block.noteAt(NAME, "'name' is '" + its + "', but another tap is called so already"));
        if (block.isSpoilt() || name.isEmpty()) {
            return;
        }
        Path path = Path.of(block.problems().file())
                .toAbsolutePath()
                .resolveSibling(file)
                .normalize();
        CaptureSettings settings = new CaptureSettings(name.get(), path, bytes, every, keep);
        taps.add(new TapConfig(
                name.get(),
                CAPTURE,
                snaplen,
                path + ", a new file after " + rotateSize
                        + rotateEvery.map(text -> " or " + text).orElse("") + ", keeps " + keep,
                () -> new CaptureTap(settings)));
    }

    private static <T> T checked(
            Section block,
            String key,
            String text,
            Function<String, Optional<T>> parse,
            Predicate<T> isAllowed,
            String range,
            T fallback) {
        Optional<T> value = parse.apply(text).filter(isAllowed);
        if (value.isEmpty()) {
            block.noteAt(key, Section.allowed(key, text, range));
        }
        return value.orElse(fallback);
    }
}
