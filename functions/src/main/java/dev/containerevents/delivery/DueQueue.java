package dev.containerevents.delivery;

import dev.containerevents.table.DestinationKey;
import java.time.Duration;

/// The queue of destinations that have something to deliver. Thread-safe.
public interface DueQueue {

    /// The longest delay of a message of SQS.
    Duration LONGEST_DELAY = Duration.ofMinutes(15);

    /// Says that a destination is due.
    ///
    /// @param delay after which it is due, at most [#LONGEST_DELAY]
    /// @return whether the queue is known to have it
    boolean send(DestinationKey destination, Duration delay);
}
