/**
 * Where packets come from and go to, as the engine sees it. Implemented by divert sockets and captures in {@code net}
 * and by memory in {@link io.headgate.engine.memory}.
 */
package io.headgate.engine.io;
