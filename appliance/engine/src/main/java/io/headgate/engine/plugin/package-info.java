/**
 * The plugins there are: those on the class path, and jars of a directory, each behind a class loader of its own.
 *
 * <pre>
 *   directory --TrustedFiles--> PluginJar --JarContents--> PluginLoader --FilterFactory--> Plugin
 *                                                                                            |
 *   class path --ServiceLoader--> Plugin ------------------------------------------------> Plugins: by name
 * </pre>
 *
 * The one place of the engine that reads files. Thread: the one that starts the appliance, or {@code admin}; never a lane's,
 * but for classes that a filter uses for the first time, which are in memory.
 */
package io.headgate.engine.plugin;
