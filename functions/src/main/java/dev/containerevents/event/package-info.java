/// The domain: events, what makes them valid, and how they are written as JSON. Knows neither AWS nor HTTP.
@NullMarked
package dev.containerevents.event;

import org.jspecify.annotations.NullMarked;
