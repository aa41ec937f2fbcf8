/// The local cloud: runs the synthesised template on this machine. A development tool and the fixture of the
/// end-to-end tests.
@NullMarked
package dev.containerevents.infra.local;

import org.jspecify.annotations.NullMarked;
