/** What a training run tells: events, and the listeners that show or store them. */
@NullMarked
package org.dora4j.train.event;

import org.jspecify.annotations.NullMarked;
