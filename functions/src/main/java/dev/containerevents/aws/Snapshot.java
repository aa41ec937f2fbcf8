package dev.containerevents.aws;

import dev.containerevents.log.LogLine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/// The snapshot that Lambda takes of a function once it has started (SnapStart). Each copy of the function begins
/// with it.
///
/// Before it is taken, the function is primed and its connections are closed. In each copy, the random numbers are
/// seeded anew before the first request.
final class Snapshot implements Resource {

    /// The JVM compiles a method after 200 calls. A test that compares no times needs fewer.
    private static final int ROUNDS = Integer.getInteger("primingRounds", 200);

    /// A slow table must not delay a deployment.
    private static final Duration MOST_TIME = Duration.ofSeconds(10);

    /// The generator keeps 160 bits of its seed.
    private static final int SEED_BYTES = 20;

    private final Handler handler;

    private Snapshot(Handler handler) {
        this.handler = handler;
    }

    /// Prepares the snapshot of the function with that handler. The caller must keep the result.
    static Snapshot of(Handler handler) {
        Snapshot snapshot = new Snapshot(handler);
        Core.getGlobalContext().register(snapshot);
        return snapshot;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        String name = handler.getClass().getSimpleName();
        long begin = System.nanoTime();
        try {
            int rounds = prime(begin + MOST_TIME.toNanos());
            LogLine.write(name, null, json -> {
                json.writeStringField("request_id", "priming");
                json.writeNumberField("rounds", rounds);
                json.writeNumberField("micros", (System.nanoTime() - begin) / 1000);
            });
        } catch (IOException | RuntimeException e) {
            // A deployment must not fail because of this; the function is only slower.
            LogLine.write(name, e, json -> json.writeStringField("request_id", "priming"));
        }
        EagerHttpClient http = Aws.http();
        if (http != null) {
            http.closeConnections();
        }
    }

    /// @return how many times the handler was primed
    private int prime(long deadline) throws IOException {
        handler.prime();
        PrintStream log = System.out;
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
            // The log needs only the first round.
            System.setOut(nowhere);
            int rounds = 1;
            while (rounds < ROUNDS && System.nanoTime() < deadline) {
                handler.prime();
                rounds++;
            }
            return rounds;
        } finally {
            System.setOut(log);
        }
    }

    /// Every copy has the same generator, with the same random bytes read ahead. On Linux, all instances of
    /// [SecureRandom] share one, so this also seeds the JDK's own, for UUIDs and TLS.
    @Override
    public void afterRestore(Context<? extends Resource> context) {
        SecureRandom random = new SecureRandom();
        random.setSeed(random.generateSeed(SEED_BYTES));
        EagerHttpClient http = Aws.http();
        if (http != null) {
            http.keepConnections();
        }
    }
}
