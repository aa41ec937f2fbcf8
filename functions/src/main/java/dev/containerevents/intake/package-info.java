/// The intake: takes the records of any sender and stores each once, where the sender allows it.
///
/// A [dev.containerevents.intake.Candidate] is a record that was read, whatever its form. The
/// [dev.containerevents.intake.Intake] gives it a key and a time, and writes it.
@NullMarked
package dev.containerevents.intake;

import org.jspecify.annotations.NullMarked;
