package dev.containerevents.intake;

/// What became of a request with records.
///
/// @param accepted     how many of its records are stored, including replays
/// @param replayed     how many of these were stored before
/// @param arrivalTimes how many got the time of their arrival
/// @param complete     whether these are all of its records. Otherwise, the same request may be sent again
public record Receipt(int accepted, int replayed, int arrivalTimes, boolean complete) {

    /// The receipt of a request without records.
    public static final Receipt EMPTY = new Receipt(0, 0, 0, true);
}
