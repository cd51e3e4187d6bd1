package org.dora4j.world.lore;

/**
 * Something that is done, in three forms.
 *
 * @param base {@code slice the bread}
 * @param past {@code sliced the bread}
 * @param gerund {@code slicing the bread}
 */
public record Action(String base, String past, String gerund) {}
