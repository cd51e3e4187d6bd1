package org.dora4j.analysis;

import java.util.List;
import org.dora4j.torch.Device;

/**
 * What to look at, and how.
 *
 * @param modules names of linear layers such as {@code q_proj}; empty for all that a checkpoint
 *     changes, or every one in the blocks where all checkpoints are whole models
 * @param definition how the change of direction is measured
 * @param device that computes, in F64
 */
public record AnalysisOptions(List<String> modules, Definition definition, Device device) {
  public AnalysisOptions {
    modules = List.copyOf(modules);
  }

  /** The paper's definition, everything, on the CPU. */
  public static final AnalysisOptions DEFAULT =
      new AnalysisOptions(List.of(), Definition.PAPER, Device.CPU);
}
