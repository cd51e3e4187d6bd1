package org.dora4j.model.torchfile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.torch.DType;

/** The few names that a pickled state dictionary may call, and what they mean here. */
final class TorchGlobals {

  private static final Map<String, DType> STORAGES =
      Map.ofEntries(
          Map.entry("DoubleStorage", DType.F64),
          Map.entry("FloatStorage", DType.F32),
          Map.entry("HalfStorage", DType.F16),
          Map.entry("BFloat16Storage", DType.BF16),
          Map.entry("LongStorage", DType.I64),
          Map.entry("IntStorage", DType.I32),
          Map.entry("ShortStorage", DType.I16),
          Map.entry("CharStorage", DType.I8),
          Map.entry("ByteStorage", DType.U8),
          Map.entry("BoolStorage", DType.BOOL));

  private TorchGlobals() {}

  /** Name of torch's class for memory of a type. */
  static String storageClass(DType dtype) {
    return STORAGES.entrySet().stream()
        .filter(entry -> entry.getValue() == dtype)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("torch.save has no name for " + dtype))
        .getKey();
  }

  /** The value of a call, or a refusal. */
  static Object call(Pickled.Global function, List<Object> arguments) {
    return switch (function.toString()) {
      case "collections.OrderedDict" -> orderedMap(arguments);
      case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor" -> tensor(arguments);
      case "torch._utils._rebuild_parameter" -> parameter(arguments);
      default ->
          throw new PickleException(
              "it asks to call %s when it is loaded, which is refused: only tensors are read"
                  .formatted(function));
    };
  }

  /** A storage from its persistent id ('storage', class, key, device, elements, no view). */
  static Object storage(Object id) {
    List<Object> parts = ((Pickled.Tuple) id).items();
    Pickled.Global type = (Pickled.Global) parts.get(1);
    DType dtype = type.module().equals("torch") ? STORAGES.get(type.name()) : null;
    if (!parts.get(0).equals("storage") || dtype == null) {
      throw new PickleException(
          "it holds memory of the type %s, which is not read".formatted(type));
    }
    if (parts.size() > 5 && parts.get(5) != Pickled.None.NONE) {
      throw new PickleException(
          "it holds a view of another storage, as torch 0.x wrote; save it anew");
    }
    return new Pickled.Storage((String) parts.get(2), dtype, (Long) parts.get(4));
  }

  private static Object orderedMap(List<Object> arguments) {
    if (!arguments.isEmpty()) {
      throw new PickleException("it builds a map from arguments, as Python 2 did; save it anew");
    }
    return new LinkedHashMap<>();
  }

  /** (storage, offset, size, stride, …): the rest says whether gradients are wanted. */
  private static Object tensor(List<Object> arguments) {
    return new Pickled.TensorView(
        (Pickled.Storage) arguments.get(0),
        (Long) arguments.get(1),
        numbers(arguments.get(2)),
        numbers(arguments.get(3)));
  }

  /** (tensor, requires_grad, hooks). */
  private static Object parameter(List<Object> arguments) {
    return (Pickled.TensorView) arguments.get(0);
  }

  private static long[] numbers(Object tuple) {
    return ((Pickled.Tuple) tuple).items().stream().mapToLong(item -> (Long) item).toArray();
  }
}
