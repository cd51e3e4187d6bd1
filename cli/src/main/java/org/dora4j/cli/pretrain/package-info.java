/** Commands for what comes before fine-tuning: a text, a tokenizer, a model with random weights. */
@NullMarked
package org.dora4j.cli.pretrain;

import org.jspecify.annotations.NullMarked;
