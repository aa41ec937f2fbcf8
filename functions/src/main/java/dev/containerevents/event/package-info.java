/// The domain: events, what makes one valid, and how one is written as JSON. Knows neither AWS nor HTTP.
@NullMarked
package dev.containerevents.event;

import org.jspecify.annotations.NullMarked;
