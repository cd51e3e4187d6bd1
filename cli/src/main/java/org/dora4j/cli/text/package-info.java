/** Commands that let a model write. */
@NullMarked
package org.dora4j.cli.text;

import org.jspecify.annotations.NullMarked;
