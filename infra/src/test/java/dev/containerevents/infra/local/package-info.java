/// The local cloud's own tests, with a template and functions made for them. The end-to-end tests check that it
/// runs the project's own.
@NullMarked
package dev.containerevents.infra.local;

import org.jspecify.annotations.NullMarked;
