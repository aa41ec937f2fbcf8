/// What must be true of the repository, whatever the template is: its style, documents, version, packages and jar.
/// Knows no other package of these tests.
@NullMarked
package dev.containerevents.infra.repository;

import org.jspecify.annotations.NullMarked;
