package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes statements, one after the other, as text. */
final class Renderer {
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final StringBuilder out;
  private final List<Span> generated;
  private final Variables variables;
  private final Evaluator evaluator;

  private Renderer(StringBuilder out, List<Span> generated, Variables variables) {
    this.out = out;
    this.generated = generated;
    this.variables = variables;
    this.evaluator = new Evaluator(variables);
  }

  /**
   * The text of a template and the places of its generation blocks.
   *
   * @throws TemplateException if a statement cannot be carried out, with its line
   */
  static Rendering render(List<Statement> template, Variables globals) {
    Renderer renderer =
        new Renderer(new StringBuilder(), new ArrayList<>(), new Variables(globals));
    renderer.run(template);
    return new Rendering(renderer.out.toString(), List.copyOf(renderer.generated));
  }

  private Flow run(List<Statement> statements) {
    for (Statement statement : statements) {
      Flow flow = run(statement);
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow run(Statement statement) {
    if (statement instanceof Statement.Data data) {
      out.append(data.text());
    } else if (statement instanceof Statement.Print print) {
      out.append(Python.str(value(print.value(), print.line())));
    } else if (statement instanceof Statement.If choice) {
      return run(truth(choice.condition(), choice.line()) ? choice.then() : choice.otherwise());
    } else if (statement instanceof Statement.For loop) {
      loop(loop);
    } else if (statement instanceof Statement.Set set) {
      assign(set.targets(), value(set.value(), set.line()), set.line());
    } else if (statement instanceof Statement.SetAttribute set) {
      setAttribute(set);
    } else if (statement instanceof Statement.SetBlock set) {
      variables.set(set.name(), Value.of(inner(set.body(), variables)));
    } else if (statement instanceof Statement.Macro macro) {
      variables.set(macro.name(), new Value.Function(macro.name(), a -> call(macro, a)));
    } else if (statement instanceof Statement.Generation generation) {
      int start = out.length();
      Flow flow = run(generation.body());
      generated.add(new Span(start, out.length()));
      return flow;
    } else {
      return statement instanceof Statement.Break ? Flow.BREAK : Flow.CONTINUE;
    }
    return Flow.ON;
  }

  private void loop(Statement.For loop) {
    List<Value> elements = new ArrayList<>();
    for (Value element : iterate(loop)) {
      Renderer inside = inside();
      inside.assign(loop.targets(), element, loop.line());
      Expression condition = loop.condition();
      if (condition == null || inside.truth(condition, loop.line())) {
        elements.add(element);
      }
    }
    if (elements.isEmpty()) {
      inside().run(loop.otherwise());
    }
    for (int i = 0; i < elements.size(); i++) {
      Renderer inside = inside();
      inside.variables.set("loop", LoopVariable.at(i, elements));
      inside.assign(loop.targets(), elements.get(i), loop.line());
      if (inside.run(loop.body()) == Flow.BREAK) {
        return;
      }
    }
  }

  private List<Value> iterate(Statement.For loop) {
    try {
      return Python.iterate(evaluator.value(loop.iterable()));
    } catch (TemplateException e) {
      throw e.at(loop.line());
    }
  }

  private void assign(List<String> targets, Value value, int line) {
    if (targets.size() == 1) {
      variables.set(targets.get(0), value);
      return;
    }
    List<Value> parts = Python.isIterable(value) ? Python.iterate(value) : List.of();
    if (parts.size() != targets.size()) {
      throw new TemplateException(
          "%d names stand for %s of %d elements"
              .formatted(targets.size(), Python.described(value), parts.size()),
          line);
    }
    for (int i = 0; i < parts.size(); i++) {
      variables.set(targets.get(i), parts.get(i));
    }
  }

  private void setAttribute(Statement.SetAttribute set) {
    if (!(variables.get(set.namespace()) instanceof Value.Namespace namespace)) {
      throw new TemplateException(
          "\"" + set.namespace() + "\" is not a namespace, so nothing can be set in it",
          set.line());
    }
    namespace.attributes().put(set.name(), value(set.value(), set.line()));
  }

  private Value call(Statement.Macro macro, Arguments arguments) {
    Variables own = new Variables(variables);
    for (int i = 0; i < macro.parameters().size(); i++) {
      String name = macro.parameters().get(i);
      Value given =
          arguments.has(i, name)
              ? arguments.required(i, name)
              : new Evaluator(own).value(macro.defaults().get(i));
      own.set(name, given);
    }
    return Value.of(inner(macro.body(), own));
  }

  /** Text of statements that is not written here, as of a macro; its spans mean nothing here. */
  private String inner(List<Statement> body, Variables own) {
    Renderer renderer = new Renderer(new StringBuilder(), new ArrayList<>(), own);
    renderer.run(body);
    return renderer.out.toString();
  }

  private Renderer inside() {
    return new Renderer(out, generated, new Variables(variables));
  }

  private boolean truth(Expression expression, int line) {
    return Python.truth(value(expression, line));
  }

  private Value value(Expression expression, int line) {
    try {
      return evaluator.value(expression);
    } catch (TemplateException e) {
      throw e.at(line);
    }
  }

  /** The variable {@code loop} that a loop's body sees. */
  private static final class LoopVariable {
    static Value at(int index, List<Value> elements) {
      int size = elements.size();
      Map<String, Value> attributes = new LinkedHashMap<>();
      attributes.put("index", Value.of(index + 1L));
      attributes.put("index0", Value.of((long) index));
      attributes.put("revindex", Value.of((long) size - index));
      attributes.put("revindex0", Value.of(size - index - 1L));
      attributes.put("first", Value.of(index == 0));
      attributes.put("last", Value.of(index == size - 1));
      attributes.put("length", Value.of((long) size));
      attributes.put("cycle", new Value.Function("cycle", a -> cycle(index, a)));
      if (index > 0) {
        attributes.put("previtem", elements.get(index - 1));
      }
      if (index + 1 < size) {
        attributes.put("nextitem", elements.get(index + 1));
      }
      return new Value.Namespace(attributes);
    }

    private static Value cycle(int index, Arguments arguments) {
      List<Value> choices = arguments.positional();
      return choices.isEmpty() ? Value.None.INSTANCE : choices.get(index % choices.size());
    }
  }
}
