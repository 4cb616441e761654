/**
 * The configuration file: read once, validated as a whole, handed on as immutable records.
 *
 * <pre>
 *   file --Yaml--> Section (keys with their places) --ConfigReader--> ApplianceConfig
 * </pre>
 *
 * Every message says file, line and column, key and value, and what is allowed. Thread: the main one.
 */
package headgate.daemon.config;
