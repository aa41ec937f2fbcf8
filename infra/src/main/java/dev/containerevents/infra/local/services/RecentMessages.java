package dev.containerevents.infra.local.services;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last thousand texts that were added. Thread-safe.
public final class RecentMessages {

    private static final int CAPACITY = 1000;

    private final Deque<String> texts = new ArrayDeque<>();

    synchronized void add(String text) {
        if (texts.size() == CAPACITY) {
            texts.remove();
        }
        texts.add(text);
    }

    /// Returns them, the oldest first.
    public synchronized List<String> list() {
        return List.copyOf(texts);
    }
}
