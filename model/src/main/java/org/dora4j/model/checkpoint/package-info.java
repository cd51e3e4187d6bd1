/** Models as a whole: opened by folder, GGUF file or name, checked, and saved as folders. */
@NullMarked
package org.dora4j.model.checkpoint;

import org.jspecify.annotations.NullMarked;
