/**
 * Listeners that look at the model itself while it trains: statistics of the adapter, texts before
 * and after. They change nothing that the run computes.
 */
@NullMarked
package org.dora4j.train.observe;

import org.jspecify.annotations.NullMarked;
