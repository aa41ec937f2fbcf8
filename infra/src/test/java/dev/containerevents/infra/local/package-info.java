/// The local cloud's own tests, on a template and functions made for them. Whether the project's own run on it is
/// for the
/// end-to-end tests to say.
@NullMarked
package dev.containerevents.infra.local;

import org.jspecify.annotations.NullMarked;
