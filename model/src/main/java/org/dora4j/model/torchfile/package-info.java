/**
 * Files of torch.save, read and written: tensors are rebuilt from them, and nothing in them is ever
 * executed.
 */
@NullMarked
package org.dora4j.model.torchfile;

import org.jspecify.annotations.NullMarked;
