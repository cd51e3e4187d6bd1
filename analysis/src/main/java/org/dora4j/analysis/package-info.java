/** What an adapter did to a model: its weights, decomposed into magnitude and direction. */
@NullMarked
package org.dora4j.analysis;

import org.jspecify.annotations.NullMarked;
