package org.dora4j.cli.options;

import org.dora4j.embedded.EmbeddedModel;

/** Names of models on the command line. */
public final class ModelReference {
  private ModelReference() {}

  /** The folder of the model that comes with dora4j for {@code embedded}; else as it is. */
  public static String resolve(String reference) {
    return reference.equals(EmbeddedModel.NAME) ? EmbeddedModel.folder().toString() : reference;
  }
}
