/// OpenTelemetry's protocol (OTLP 1.x): reads the log records of a request, in its two encodings.
@NullMarked
package dev.containerevents.otlp;

import org.jspecify.annotations.NullMarked;
