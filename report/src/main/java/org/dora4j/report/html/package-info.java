/**
 * A kit for report pages: one HTML file that needs no network, with charts to point at and zoom
 * into, in light, dark and print. A {@link org.dora4j.report.html.Page} has sections, a section has
 * parts: charts, tables, text. Whatever is shown is escaped here.
 */
@NullMarked
package org.dora4j.report.html;

import org.jspecify.annotations.NullMarked;
