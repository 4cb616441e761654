/**
 * Copies of packets in pcapng files, rotated.
 *
 * <pre>
 *   TapRecord --> CaptureTap --> CaptureWriter (net.pcap) --> suspicious.pcapng
 *                     |                                       suspicious.1.pcapng   the one before
 *                     +-- RotatedFiles                        suspicious.2.pcapng   ...
 * </pre>
 *
 * Thread: {@code taps}; what has been written is read by any.
 */
package io.headgate.taps.capture;
