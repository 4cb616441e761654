/**
 * {@code headgate bench replay}: a capture through a lane, beside tcprewrite on the same file. Thread: the main one; what
 * is measured runs in processes of its own.
 */
package io.headgate.bench.replay;
