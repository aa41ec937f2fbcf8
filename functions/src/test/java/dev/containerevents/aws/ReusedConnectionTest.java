package dev.containerevents.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.containerevents.table.LocalTable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the JDK's client says of its connections.
final class ReusedConnectionTest {

    private final Logger logger = Logger.getLogger("sun.net.www.protocol.http.HttpURLConnection");
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final java.util.logging.Handler handler = new java.util.logging.Handler() {
        @Override
        public void publish(LogRecord record) {
            log.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.FINEST);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }

    /// The JDK's check takes a millisecond of each call.
    @Test
    void isNotTestedBeforeItIsUsed() {
        LocalTable table = LocalTable.fresh();
        for (int i = 0; i < 3; i++) {
            assertThat(table.client()
                            .describeTable(describe -> describe.tableName(table.name()))
                            .table()
                            .tableName())
                    .isEqualTo(table.name());
        }

        assertThat(log)
                .anyMatch(line -> line.contains("retrieved from the cache"))
                .noneMatch(line -> line.contains("HttpClient.available()"));
    }
}
