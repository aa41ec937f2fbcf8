package dev.containerevents.ledger;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Some work that goes on only when it is told to, up to where it pauses next. So a schedule decides which of many
/// goes on, and the same schedule gives the same result.
public final class Fiber {

    /// Ends the work of an instance that was killed. Nothing catches it.
    private static final class Killed extends Error {

        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    private final Semaphore begin = new Semaphore(0);
    private final Semaphore paused = new Semaphore(0);
    private final Runnable work;
    private volatile @Nullable Throwable failure;
    private boolean started;
    private volatile boolean killed;
    private volatile boolean done;

    /// Creates it. It doesn't begin yet.
    public Fiber(Runnable work) {
        this.work = work;
    }

    /// Lets it go on to its next pause, or to its end.
    public void step() {
        if (!started) {
            started = true;
            Thread.ofVirtual().start(this::run);
        }
        begin.release();
        paused.acquireUninterruptibly();
    }

    private void run() {
        begin.acquireUninterruptibly();
        try {
            work.run();
        } catch (Killed e) {
            // As if it had never been.
        } catch (Throwable e) {
            failure = e;
        }
        done = true;
        paused.release();
    }

    /// Called by the work itself.
    public void pause() {
        paused.release();
        begin.acquireUninterruptibly();
        if (killed) {
            throw new Killed();
        }
    }

    /// Ends it where it pauses.
    public void kill() {
        killed = true;
        if (started && !done) {
            step();
        }
        done = true;
    }

    /// Whether it ended.
    public boolean isDone() {
        return done;
    }

    /// What ended it; null if nothing did.
    public @Nullable Throwable failure() {
        return failure;
    }
}
