/**
 * Shows a run to people: charts, tables, terminal pictures, model cards and reports. Everything is
 * read from the files that a run leaves; nothing here knows the trainer.
 */
@NullMarked
package org.dora4j.report;

import org.jspecify.annotations.NullMarked;
