/**
 * The configuration file: read once, validated as a whole, handed on as immutable records.
 *
 * <pre>
 *   file --ConfigText--> text --YamlTree--> nodes --Section--> LaneReader, StepReader --> ApplianceConfig
 *                                              (keys with their places)       |
 *                                                       Problems <------------+  all of them, by line
 * </pre>
 *
 * Every message says file, line and column, key and value, and what is allowed. Nothing here opens anything but the file.
 * Thread: the main one.
 */
package io.headgate.daemon.config;
