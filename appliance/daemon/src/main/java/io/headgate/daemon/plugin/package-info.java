/**
 * {@code headgate plugin}: which plugins there are and what they understand, whether a jar is one, and a project to begin
 * with. Thread: the main one.
 */
package io.headgate.daemon.plugin;
