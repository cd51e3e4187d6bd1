/** Files of tensors: safetensors, alone or in shards, and where weights come from. */
@NullMarked
package org.dora4j.model.file;

import org.jspecify.annotations.NullMarked;
