/** Question makers: one for each task, each asking what the facts of the world answer. */
@NullMarked
package org.dora4j.world.task;

import org.jspecify.annotations.NullMarked;
