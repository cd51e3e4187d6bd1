/**
 * The toy world: a small closed world of things, animals, food and people, written out as English
 * text for pre-training and as eight small tasks for fine-tuning. Everything follows from one seed.
 */
@NullMarked
package org.dora4j.world;

import org.jspecify.annotations.NullMarked;
