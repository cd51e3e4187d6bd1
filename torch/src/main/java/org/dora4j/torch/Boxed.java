package org.dora4j.torch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.jspecify.annotations.Nullable;

/** Calls operators of libtorch that JavaCPP does not map, by name, through the dispatcher. */
final class Boxed {

  private static final Map<String, OperatorHandle> HANDLES = new ConcurrentHashMap<>();

  private Boxed() {}

  /** Results of an operator in order. */
  record Results(IValueVector values) {
    /** A handle of its own: what the vector returns is a reference into the vector. */
    Tensor tensor(int index) {
      return new Tensor(values.get(index).toTensor().detach());
    }
  }

  /**
   * Calls {@code aten::name} or, after a dot, one of its overloads, e.g. {@code
   * call("_scaled_dot_product_flash_attention", q, k, v, 0.0, true)}.
   */
  static Results call(String name, @Nullable Object... arguments) {
    OperatorHandle handle =
        HANDLES.computeIfAbsent(
            name,
            key -> {
              int dot = key.indexOf('.');
              String operator = "aten::" + (dot < 0 ? key : key.substring(0, dot));
              String overload = dot < 0 ? "" : key.substring(dot + 1);
              OperatorHandle found = Dispatcher.singleton().findSchemaOrThrow(operator, overload);
              found.retainReference();
              return found;
            });
    IValueVector stack = new IValueVector();
    for (Object argument : arguments) {
      stack.push_back(box(argument));
    }
    try {
      handle.callBoxed(stack);
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
    return new Results(stack);
  }

  private static IValue box(@Nullable Object argument) {
    if (argument == null) {
      return new IValue();
    }
    if (argument instanceof Tensor tensor) {
      return new IValue(tensor.torch);
    }
    if (argument instanceof Double number) {
      return new IValue(number.doubleValue());
    }
    if (argument instanceof Long number) {
      return new IValue(number.longValue());
    }
    if (argument instanceof Boolean flag) {
      return new IValue(flag.booleanValue());
    }
    throw new IllegalArgumentException("cannot pass " + argument.getClass() + " to an operator");
  }
}
