/** Meta's own layout of a Llama: consolidated.00.pth and params.json, both ways. */
@NullMarked
package org.dora4j.model.meta;

import org.jspecify.annotations.NullMarked;
