package org.dora4j.model.torchfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Python's pickle machine, reduced to what state dictionaries of tensors need. A pickle is a
 * program that may call any function of the machine that loads it; this one can build lists,
 * tuples, maps, texts and numbers, and hands every call to a function that knows a handful of names
 * and refuses all others. Instructions that could do more are refused themselves.
 */
final class Unpickler {

  private final PickleInput input;
  private final BiFunction<Pickled.Global, List<Object>, Object> call;
  private final Function<Object, Object> persistent;
  private final Map<Long, Object> memo = new HashMap<>();
  private final Deque<List<Object>> outer = new ArrayDeque<>();
  private List<Object> stack = new ArrayList<>();

  /**
   * @param call gives the value of a call, or throws
   * @param persistent gives the value of an object stored outside the pickle, or throws
   */
  Unpickler(
      PickleInput input,
      BiFunction<Pickled.Global, List<Object>, Object> call,
      Function<Object, Object> persistent) {
    this.input = input;
    this.call = call;
    this.persistent = persistent;
  }

  /** Reads one pickle to its end. */
  Object load() {
    try {
      int instruction = input.unsignedByte();
      while (instruction != '.') {
        if (!value(instruction) && !collection(instruction) && !reference(instruction)) {
          throw new PickleException(
              "it holds the pickle instruction 0x%02x, which tensors do not need; it is refused, as it might run a program"
                  .formatted(instruction));
        }
        instruction = input.unsignedByte();
      }
      return pop();
    } catch (ClassCastException | IndexOutOfBoundsException e) {
      throw new PickleException("its pickle is not well-formed");
    }
  }

  /** Instructions that push a constant. */
  private boolean value(int instruction) {
    switch (instruction) {
      case 0x80 -> requireProtocol(input.unsignedByte());
      case 0x95 -> input.longInteger(); // FRAME, a hint for buffering
      case 'N' -> push(Pickled.None.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) input.integer());
      case 'K' -> push((long) input.unsignedByte());
      case 'M' -> push((long) input.unsignedShort());
      case 0x8a -> push(number());
      case 'G' -> push(input.bigEndianDouble());
      case 'X', 'T' -> push(input.text(Integer.toUnsignedLong(input.integer())));
      case 0x8c, 'U' -> push(input.text(input.unsignedByte()));
      case 0x8d -> push(input.text(input.longInteger()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void requireProtocol(int protocol) {
    if (protocol < 2 || protocol > 5) {
      throw new PickleException("its pickle has the protocol %d".formatted(protocol));
    }
  }

  /** LONG1: a Long where it fits, else a BigInteger, such as torch's magic number. */
  private Object number() {
    java.math.BigInteger value = input.bigInteger(input.unsignedByte());
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  /** Instructions that build collections. */
  private boolean collection(int instruction) {
    switch (instruction) {
      case '(' -> {
        outer.push(stack);
        stack = new ArrayList<>();
      }
      case '}' -> push(new LinkedHashMap<>());
      case ']' -> push(new ArrayList<>());
      case ')' -> push(new Pickled.Tuple(List.of()));
      case 't' -> push(new Pickled.Tuple(popMark()));
      case 0x85 -> push(tuple(1));
      case 0x86 -> push(tuple(2));
      case 0x87 -> push(tuple(3));
      case 'a' -> append(List.of(pop()));
      case 'e' -> append(popMark());
      case 's' -> {
        Object item = pop();
        setItems(List.of(pop(), item));
      }
      case 'u' -> setItems(popMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Instructions that refer to the memo or to names. */
  private boolean reference(int instruction) {
    switch (instruction) {
      case 'q' -> memo.put((long) input.unsignedByte(), top());
      case 'r' -> memo.put(Integer.toUnsignedLong(input.integer()), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> push(remembered(input.unsignedByte()));
      case 'j' -> push(remembered(Integer.toUnsignedLong(input.integer())));
      case 'c' -> push(new Pickled.Global(input.line(), input.line()));
      case 0x93 -> {
        String name = (String) pop();
        push(new Pickled.Global((String) pop(), name));
      }
      case 'Q' -> push(persistent.apply(pop()));
      case 'R' -> {
        Pickled.Tuple arguments = (Pickled.Tuple) pop();
        push(call.apply((Pickled.Global) pop(), arguments.items()));
      }
      // The state of an ordered map is its attributes, which hold no tensors.
      case 'b' -> {
        pop();
        requireMap(top());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void requireMap(Object target) {
    if (!(target instanceof Map)) {
      throw new PickleException("it sets the state of an object that is no map");
    }
  }

  private Object remembered(long key) {
    Object value = memo.get(key);
    if (value == null) {
      throw new PickleException("its pickle is not well-formed");
    }
    return value;
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() {
    return stack.remove(stack.size() - 1);
  }

  private Object top() {
    return stack.get(stack.size() - 1);
  }

  private List<Object> popMark() {
    List<Object> items = stack;
    if (outer.isEmpty()) {
      throw new PickleException("its pickle is not well-formed");
    }
    stack = outer.pop();
    return items;
  }

  private Pickled.Tuple tuple(int size) {
    List<Object> items = new ArrayList<>(stack.subList(stack.size() - size, stack.size()));
    for (int i = 0; i < size; i++) {
      pop();
    }
    return new Pickled.Tuple(items);
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> items) {
    ((List<Object>) top()).addAll(items);
  }

  @SuppressWarnings("unchecked")
  private void setItems(List<Object> items) {
    Map<Object, Object> map = (Map<Object, Object>) top();
    for (int i = 0; i + 1 < items.size(); i += 2) {
      // Other keys are not needed, and hashing a nested tuple may never end.
      if (!(items.get(i) instanceof String) && !(items.get(i) instanceof Long)) {
        throw new PickleException("it holds a map with keys that are neither texts nor numbers");
      }
      map.put(items.get(i), items.get(i + 1));
    }
  }
}
