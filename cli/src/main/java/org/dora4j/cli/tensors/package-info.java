/** Commands that turn a model into files: logits, and models with their adapter merged in. */
@NullMarked
package org.dora4j.cli.tensors;

import org.jspecify.annotations.NullMarked;
