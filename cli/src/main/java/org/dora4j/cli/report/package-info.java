/** The command that shows runs. */
@NullMarked
package org.dora4j.cli.report;

import org.jspecify.annotations.NullMarked;
