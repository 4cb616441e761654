/**
 * What a plugin author sees: a {@link io.headgate.api.Packet} to inspect and rewrite, the {@link io.headgate.api.Filter}
 * that does so, and the {@link io.headgate.api.Verdict} it returns.
 *
 * <pre>
 *   FilterFactory --create(Settings)--> Filter --onPacket(Packet)--> Verdict
 *        options()                         |
 *        permissions()          onAttach(FilterContext), onTick, onDetach
 * </pre>
 *
 * Thread: a factory runs on the thread that starts the appliance; a filter's {@code onPacket} runs on its lane's thread
 * only. Nothing in this package depends on anything but the JDK and slf4j.
 */
package io.headgate.api;
