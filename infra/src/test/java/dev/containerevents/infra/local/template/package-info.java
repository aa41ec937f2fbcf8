/// Tests of how a template is read.
@NullMarked
package dev.containerevents.infra.local.template;

import org.jspecify.annotations.NullMarked;
