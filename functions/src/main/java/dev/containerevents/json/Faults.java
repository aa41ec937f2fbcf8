package dev.containerevents.json;

import java.util.ArrayList;
import java.util.List;

/// Collects all faults of one request, so that its sender learns of all of them at once. Not thread-safe.
public final class Faults {

    /// Enough to correct a request. A body with ten thousand wrong members must not get a larger response than a
    /// valid one.
    private static final int MOST = 50;

    private final List<Fault> list = new ArrayList<>();
    private int count;

    public void add(String where, String why) {
        count++;
        if (list.size() < MOST) {
            list.add(new Fault(where, why));
        }
    }

    public boolean none() {
        return list.isEmpty();
    }

    /// Returns how many there are, which may be more than are listed.
    public int count() {
        return count;
    }

    public List<Fault> list() {
        return List.copyOf(list);
    }
}
