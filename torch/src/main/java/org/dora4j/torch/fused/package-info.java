/**
 * Functions that a GPU computes with a kernel of ours and everything else with libtorch's
 * operations. Every class is one function with its gradients, its kernel lies under the same name
 * among the resources, and {@link org.dora4j.torch.fused.Kernels#fit} alone decides which of the
 * two is taken.
 */
@NullMarked
package org.dora4j.torch.fused;

import org.jspecify.annotations.NullMarked;
