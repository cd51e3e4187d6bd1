/**
 * What a training run is told: settings, their defaults and checks, and the YAML file that holds
 * them.
 */
@NullMarked
package org.dora4j.train.config;

import org.jspecify.annotations.NullMarked;
