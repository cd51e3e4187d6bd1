/** The command that serves a model over HTTP. */
@NullMarked
package org.dora4j.cli.serve;

import org.jspecify.annotations.NullMarked;
