/// The single table, and the only package that knows DynamoDB. [EventTable] and [AccessTable] have all accesses to
/// events, organisations and keys.
@NullMarked
package dev.containerevents.table;

import org.jspecify.annotations.NullMarked;
