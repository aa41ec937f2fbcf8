/// The local cloud, a development tool and the fixture of the end-to-end tests: starts the parts that run the
/// synthesised template on this machine, and must not contain the behaviour of an AWS service.
@NullMarked
package dev.containerevents.infra.local;

import org.jspecify.annotations.NullMarked;
