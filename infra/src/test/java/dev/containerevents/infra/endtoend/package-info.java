/// One suite, two clouds: the local cloud by default, a deployed stack with `-Durl=… -Dorg=… -Dkey=… -Dreader=…
/// -Dother=…`.
@NullMarked
package dev.containerevents.infra.endtoend;

import org.jspecify.annotations.NullMarked;
