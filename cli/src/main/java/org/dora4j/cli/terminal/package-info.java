/** Where commands read and write: streams, colours, exit statuses. */
@NullMarked
package org.dora4j.cli.terminal;

import org.jspecify.annotations.NullMarked;
