package io.headgate.taps.capture;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a capture is kept.
 *
 * @param name of the mirror
 * @param file written now; those before it have a number before the ending
 * @param rotateBytes after which another file is begun
 * @param rotateEvery after which another file is begun, though it is small; zero for never
 * @param keep files there may be, with the one written now
 */
public record CaptureSettings(String name, Path file, long rotateBytes, Duration rotateEvery, int keep) {}
