/**
 * Drops or rejects packets from or to networks that a file lists; the file may change while packets flow.
 *
 * <pre>
 *   files --FileWatch (a thread of its own)--> Lists --one reference--> Blocklist (the lane's thread)
 * </pre>
 *
 * <p>Thread: the lane's, but for {@link io.headgate.toolkit.file.FileWatch}: reading a million lines takes a second, for
 * which a lane cannot stop.
 */
package io.headgate.plugin.blocklist;
