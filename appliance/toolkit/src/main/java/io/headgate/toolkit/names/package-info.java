/**
 * Lists of domain names, a million and more, and the question whether a name is in them.
 *
 * <pre>
 *   files --NameListReader, NameLine--> NameSetBuilder --> NameSet, NameSet = NameLists
 *                                                              |
 *            WatchedNames: on the lane the latest of them &lt;--FileWatch
 * </pre>
 *
 * <p>Thread: files are read where a filter is attached and by the thread of the watch; the lane only asks. Asking neither
 * allocates nor locks.
 */
package io.headgate.toolkit.names;
