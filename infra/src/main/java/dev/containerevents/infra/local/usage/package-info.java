/// The usage plans of the template and their keys: how many requests each key may send; must not know how requests
/// come, nor who creates keys.
@NullMarked
package dev.containerevents.infra.local.usage;

import org.jspecify.annotations.NullMarked;
