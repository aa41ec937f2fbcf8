/// Reading JSON member by member, naming every fault, and writing it as a stream. Built on Jackson's streaming
/// core alone: a mapper would double the classes that a function loads before its first answer.
@NullMarked
package dev.containerevents.json;

import org.jspecify.annotations.NullMarked;
