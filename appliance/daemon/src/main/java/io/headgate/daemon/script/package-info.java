/**
 * {@code headgate script}: a program in the notation of the net-* functions, and what it has in common with the console:
 * the lines that somebody types or pipes in. Thread: the main one.
 */
package io.headgate.daemon.script;
