package dev.containerevents.event;

import java.util.regex.Pattern;

/// An organisation as a caller's key describes it.
///
/// Its events are spread over shards, so that they can be written faster than one partition of an index allows.
/// The number of shards may grow, in two phases: readers use the new number at once, writers only when no reader
/// uses the old one any more.
///
/// @param shards      how many shards a reader merges: a power of two, 1 for nearly all
/// @param writeShards how many shards a writer uses, at most as many
/// @param retention   how long events without an `expires` of their own are kept
public record Org(String id, int shards, int writeShards, Retention retention) {

    /// What an id must be; completes a sentence that begins with the member's name.
    public static final String ID_RULE =
            "must have 1 to 128 characters of A-Z a-z 0-9 . _ : - and begin with a letter or digit";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    /// The maximum number of shards of an organisation. Each costs every page at least half a read unit.
    public static final int MOST_SHARDS = 64;

    /// Creates an organisation with one shard, which keeps its events for good.
    public static Org plain(String id) {
        return new Org(id, 1, 1, Retention.FOR_EVER);
    }

    /// Returns whether an organisation can have that id. See [#ID_RULE].
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /// Returns the shard to which an event is written.
    public int shard(EventId id) {
        return (int) (id.low() & writeShards - 1);
    }
}
