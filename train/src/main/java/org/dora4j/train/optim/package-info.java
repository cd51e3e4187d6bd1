/** Optimisation: flat parameter buffers, AdamW, learning-rate schedules, gradient clipping. */
@NullMarked
package org.dora4j.train.optim;

import org.jspecify.annotations.NullMarked;
