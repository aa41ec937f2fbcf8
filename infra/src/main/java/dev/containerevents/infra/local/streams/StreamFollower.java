package dev.containerevents.infra.local.streams;

import dev.containerevents.infra.local.lambda.Functions;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Follows a stream for one mapping: decides when a shard can be read.
final class StreamFollower {

    private final EventSourceMapping mapping;
    private final Functions.Target function;
    private final ChangeStream stream;
    private final Consumer<String> log;

    /// The iterators of the initial shards; in later shards, every record is new.
    private final Map<String, String> positions = new HashMap<>();

    private final Set<String> begun = new HashSet<>();
    private final Set<String> done = ConcurrentHashMap.newKeySet();

    /// Determines where the mapping begins.
    StreamFollower(EventSourceMapping mapping, Functions.Target function, ChangeStream stream, Consumer<String> log)
            throws IOException, InterruptedException {
        this.mapping = mapping;
        this.function = function;
        this.stream = stream;
        this.log = log;
        if (!mapping.fromTheFirst()) {
            for (ChangeStream.Shard shard : stream.shards()) {
                if (shard.closed()) {
                    begun.add(shard.id());
                    done.add(shard.id());
                } else {
                    positions.put(shard.id(), stream.iterator(shard.id(), "LATEST"));
                }
            }
        }
    }

    EventSourceMapping mapping() {
        return mapping;
    }

    /// Begins the shards that can be read now and couldn't before: a child can be read when its parent is
    /// finished.
    void begin(Consumer<ShardReader> begin) throws IOException, InterruptedException {
        List<ChangeStream.Shard> shards = stream.shards();
        Set<String> listed = new HashSet<>();
        shards.forEach(shard -> listed.add(shard.id()));
        for (ChangeStream.Shard shard : shards) {
            // A parent that is no longer listed has no more records.
            boolean ready = shard.parent().filter(listed::contains).stream().allMatch(done::contains);
            if (ready && !begun.contains(shard.id())) {
                String position = positions.get(shard.id());
                String iterator = position == null ? stream.iterator(shard.id(), "TRIM_HORIZON") : position;
                ShardDelivery delivery = new ShardDelivery(mapping, function, shard.id(), log);
                begin.accept(new ShardReader(stream, delivery, iterator));
                begun.add(shard.id());
            }
        }
    }

    /// Follows a shard to its end.
    void follow(ShardReader reader) throws IOException, InterruptedException {
        reader.follow();
        done.add(reader.shard());
    }
}
