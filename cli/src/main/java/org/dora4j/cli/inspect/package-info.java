/** Looking into models, adapters and training examples. */
@NullMarked
package org.dora4j.cli.inspect;

import org.jspecify.annotations.NullMarked;
