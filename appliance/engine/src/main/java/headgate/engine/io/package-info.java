/**
 * Where packets come from and go to, as the engine sees it. Implemented by divert sockets and captures in {@code net}
 * and by memory in {@link headgate.engine.memory}.
 */
package headgate.engine.io;
