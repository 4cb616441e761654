/**
 * The configuration file: read once, validated as a whole, handed on as immutable records.
 *
 * <pre>
 *   file --yaml--> Section --> LaneReader, StepReader --> ApplianceConfig
 * </pre>
 *
 * How a file becomes blocks of keys with their places, and how everything that is wrong is told at once, is the matter of
 * {@link io.headgate.daemon.config.yaml}. Nothing here opens anything but the file. Thread: the main one.
 */
package io.headgate.daemon.config;
