package org.dora4j.cli.tensors;

import java.nio.file.Path;

/** How a model is stored. */
enum ModelFormat {
  /** A folder in Hugging Face layout. */
  HF,
  /** One GGUF file. */
  GGUF,
  /** A folder in Meta's layout: consolidated.00.pth and params.json. */
  META;

  /** The format that a name suggests. */
  static ModelFormat of(Path output) {
    return output.toString().endsWith(".gguf") ? GGUF : HF;
  }
}
