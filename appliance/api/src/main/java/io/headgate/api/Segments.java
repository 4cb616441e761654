package io.headgate.api;

/** Which packets a filter can work on, where the kernel cuts large TCP and UDP segments late (GSO). */
public enum Segments {
    /** Any, also segments of up to 64 KiB that the kernel will cut after the filter: headers only are looked at. */
    ANY,
    /** Only packets as they are on the wire: the filter counts or times packets, or looks at or changes lengths. */
    WIRE
}
