package io.headgate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    @Test
    void shouldLeaveAloneWhatHasHungUpAtTheMomentOfItsLimit() throws Exception {
        try (Selector selector = Selector.open()) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Connection connection = new Connection(channel, key, (any, line) -> {}, 0);

            connection.close();

            assertThatCode(() -> connection.onTime(Connection.LINE_LIMIT_NS)).doesNotThrowAnyException();
            assertThat(connection.isOpen()).isFalse();
        }
    }
}
