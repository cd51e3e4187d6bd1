/**
 * Files that torch.save wrote: tensors are rebuilt from them, and nothing in them is ever executed.
 */
@NullMarked
package org.dora4j.adapter.torchfile;

import org.jspecify.annotations.NullMarked;
