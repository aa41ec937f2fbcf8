/// The single table. The only package that knows DynamoDB; all that is ever asked of it stands in [EventTable] and
/// [AccessTable].
@NullMarked
package dev.containerevents.table;

import org.jspecify.annotations.NullMarked;
