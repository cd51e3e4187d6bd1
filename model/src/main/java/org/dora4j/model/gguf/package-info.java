/** GGUF files: reading with block types made floats again, and writing. */
@NullMarked
package org.dora4j.model.gguf;

import org.jspecify.annotations.NullMarked;
