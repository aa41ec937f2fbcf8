/// The log of an organisation: one row for each event that was stored, erased, removed or altered, in one order.
///
/// The stream of the table feeds it in two hops. [Stage] puts rows down so that the stream brings all those of an
/// organisation together, and [Append] puts them into the log. [Log] reads it. [Fold] brings counters up to the
/// end of the log, and [Counters] reads them. Must not know requests or DynamoDB.
@NullMarked
package dev.containerevents.ledger;

import org.jspecify.annotations.NullMarked;
