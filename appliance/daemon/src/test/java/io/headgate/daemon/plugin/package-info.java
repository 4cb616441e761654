/** Plugins in jars: each test compiles those that it needs. */
package io.headgate.daemon.plugin;
