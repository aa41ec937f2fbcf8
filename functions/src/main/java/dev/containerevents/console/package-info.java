/// The web page on which people look at events. Serves its files, which the build writes to the folder `console`
/// of the jar; the page itself reads events as any client does.
@NullMarked
package dev.containerevents.console;

import org.jspecify.annotations.NullMarked;
