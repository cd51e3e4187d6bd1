package org.dora4j.world.task;

import java.util.List;
import java.util.stream.Collectors;
import org.dora4j.world.lore.Scale;
import org.dora4j.world.lore.Subject;

/** Names for pieces of knowledge that are no single fact. */
public final class Keys {
  private Keys() {}

  /** The order of some subjects on a scale, however they are listed. */
  public static String order(Scale scale, List<Subject> subjects) {
    return scale.more()
        + "/"
        + subjects.stream().map(Subject::name).sorted().collect(Collectors.joining("/"));
  }
}
