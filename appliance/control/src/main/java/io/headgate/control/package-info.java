/**
 * How an operator talks to a running appliance: a Unix socket that takes one line and answers it.
 *
 * <pre>
 *   client ── "swap ttl --lane edge\n" ──► ControlServer (thread control) ──► Verbs (threads admin-N) ──► Verb
 *   client ◄── "ok\n" or "error TEXT\n", more lines, end ───────────────────────────────┘
 * </pre>
 *
 * <p>Who may connect is the socket file's matter: {@link io.headgate.control.ControlPath}. Thread: {@code control} for all
 * connections; verbs run on {@code admin-1} and {@code admin-2}, never on a lane's.
 */
package io.headgate.control;
