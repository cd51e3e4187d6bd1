/** Measures the trainer's own parts: training steps on random weights and tokens. */
@NullMarked
package org.dora4j.train.bench;

import org.jspecify.annotations.NullMarked;
