/**
 * The net-* functions in their own notation: reads, evaluates and prints programs in the small part of newLISP that the
 * functions' examples are written in. {@code docs/net-functions.md} lists what there is.
 *
 * <pre>
 *   bytes --Reader--> Value --Evaluator--> Value --Printer--> bytes
 *                               |
 *                            Builtins --> io.headgate.net.Net
 * </pre>
 *
 * A program is data: {@link io.headgate.net.script.Reader} gives the same values that functions take and return. There
 * are no functions of the user's own, so a program cannot recurse; it ends, waits for the network or loops.
 *
 * <p>Thread: one per {@link io.headgate.net.script.Session}; only {@code interrupt} may come from another.
 */
package io.headgate.net.script;
