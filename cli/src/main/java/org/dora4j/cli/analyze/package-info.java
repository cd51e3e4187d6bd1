/** The command that tells what training did to a model's weights. */
@NullMarked
package org.dora4j.cli.analyze;

import org.jspecify.annotations.NullMarked;
