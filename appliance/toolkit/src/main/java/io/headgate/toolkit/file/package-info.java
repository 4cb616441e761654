/**
 * Files that change while packets flow: read again beside the lane, and seen by it whole or not at all.
 *
 * <pre>
 *   files --FileWatch (a thread of its own)--> Reading --one reference--> filter (the lane's thread)
 * </pre>
 */
package io.headgate.toolkit.file;
