/**
 * A YAML file as blocks of keys, each with its place: what is read key by key, checked as it is taken, and noted with
 * file, line and column when it is wrong. Knows nothing of lanes.
 *
 * <pre>
 *   file --ConfigText--> text --YamlTree--> nodes --Section, Keys--> values
 *                                                   Problems <------ what is wrong, all of it
 * </pre>
 *
 * Thread: the main one.
 */
package io.headgate.daemon.config.yaml;
