/** Whether this machine is fit for training, and what would be slow on it. */
@NullMarked
package org.dora4j.cli.doctor;

import org.jspecify.annotations.NullMarked;
