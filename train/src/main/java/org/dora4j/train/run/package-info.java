/** What a training run leaves behind: its folder, its manifest, its checkpoints. */
@NullMarked
package org.dora4j.train.run;

import org.jspecify.annotations.NullMarked;
