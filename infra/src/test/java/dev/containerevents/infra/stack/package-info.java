/// What must be true of the synthesised template: its checks, the mutations that each check must notice, and what
/// other programs say of it. May know only the app, and the repository.
@NullMarked
package dev.containerevents.infra.stack;

import org.jspecify.annotations.NullMarked;
