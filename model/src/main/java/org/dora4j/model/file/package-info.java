/** Model files: safetensors, folders in Hugging Face layout, and where weights come from. */
@NullMarked
package org.dora4j.model.file;

import org.jspecify.annotations.NullMarked;
