package dev.containerevents.delivery;

import static dev.containerevents.delivery.DeliverySimulation.require;

import dev.containerevents.table.DestinationKey;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// The receiver of a destination in [DeliverySimulation].
final class SimulatedReceiver {

    /// What a receiver does with a request.
    enum Mood {
        ACCEPTS,
        UNAVAILABLE,
        SAYS_NOTHING,
        DELAYS,
        REFUSES,

        /// Takes no entry, whatever it is. It doesn't change its mind within a call.
        REFUSES_EACH;

        static Mood any(Random random) {
            return values()[random.nextInt(values().length)];
        }
    }

    final DestinationKey key;
    final Set<String> poison = new TreeSet<>();
    final List<Outgoing> accepted = new ArrayList<>();
    final List<FunctionCall> sending = new ArrayList<>();
    Mood mood = Mood.ACCEPTS;

    /// How often an answer was lost after the receiver had accepted.
    int lost;

    SimulatedReceiver(DestinationKey key) {
        this.key = key;
    }

    /// Answers a request.
    ///
    /// @throws AssertionError if another call, which has the lease too, is sending
    Answer answer(Outgoing request, FunctionCall call, Instant now) throws IOException {
        for (FunctionCall other : sending) {
            // One whose lease has ended may still send what it was about to.
            require(
                    other.isOver(now) || call.isOver(now),
                    "two requests at once for a destination, although both have its lease");
        }
        sending.add(call);
        call.fiber.pause();
        Answer answer = decide(request);
        call.fiber.pause();
        sending.remove(call);
        if (answer.status() == 0) {
            throw new SocketTimeoutException("no answer");
        }
        return answer;
    }

    private Answer decide(Outgoing request) {
        String body = new String(request.body(), StandardCharsets.UTF_8);
        return switch (mood) {
            case UNAVAILABLE -> new Answer(503, Map.of(), new byte[0]);
            case DELAYS -> new Answer(429, Map.of("retry-after", "1200"), new byte[0]);
            case REFUSES -> new Answer(401, Map.of(), new byte[0]);
            case REFUSES_EACH -> new Answer(400, Map.of(), new byte[0]);
            case ACCEPTS, SAYS_NOTHING -> {
                if (poison.stream().anyMatch(body::contains)) {
                    yield new Answer(400, Map.of(), new byte[0]);
                }
                accepted.add(request);
                lost += mood == Mood.SAYS_NOTHING ? 1 : 0;
                yield new Answer(mood == Mood.SAYS_NOTHING ? 0 : 200, Map.of(), new byte[0]);
            }
        };
    }
}
