/** Shape and switches of a Llama-family model, and the config.json that holds them. */
@NullMarked
package org.dora4j.model.config;

import org.jspecify.annotations.NullMarked;
