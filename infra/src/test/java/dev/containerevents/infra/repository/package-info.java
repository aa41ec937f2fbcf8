/// What must be true of the repository, whatever the template is: its style, documents, contract, version,
/// packages and jar. Knows neither `stack`, `local` nor `endtoend`.
@NullMarked
package dev.containerevents.infra.repository;

import org.jspecify.annotations.NullMarked;
