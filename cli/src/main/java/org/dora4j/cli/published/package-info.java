/** Commands that take the arguments of published scripts, which so port by their first word. */
@NullMarked
package org.dora4j.cli.published;

import org.jspecify.annotations.NullMarked;
