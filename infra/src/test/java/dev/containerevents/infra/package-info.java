@NullMarked
package dev.containerevents.infra;

import org.jspecify.annotations.NullMarked;
