/** Training of byte-level BPE tokenizers. */
@NullMarked
package org.dora4j.data.bpe;

import org.jspecify.annotations.NullMarked;
