package dev.containerevents.infra.local;

import java.net.URI;

/// What the local cloud's table holds at the start.
final class Seed {

    private Seed() {}

    static void plant(URI dynamoDb, String tableName) {}
}
