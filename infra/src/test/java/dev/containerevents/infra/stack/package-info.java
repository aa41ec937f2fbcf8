/// What must be true of the synthesised template: its checks, the mutations that each check must notice, and what
/// other programs say of it. Runs nothing: knows neither `local` nor `endtoend`.
@NullMarked
package dev.containerevents.infra.stack;

import org.jspecify.annotations.NullMarked;
