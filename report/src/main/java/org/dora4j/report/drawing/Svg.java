package org.dora4j.report.drawing;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** A drawing as SVG 1.1. */
public final class Svg {
  private Svg() {}

  /** For a file of its own. */
  public static String file(Drawing drawing) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + inline(drawing);
  }

  /** For a place inside a page. */
  public static String inline(Drawing drawing) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%s\" font-family=\"'DejaVu Sans',Helvetica,Arial,sans-serif\">\n",
            drawing.width(),
            drawing.height(),
            drawing.width(),
            drawing.height(),
            escaped(drawing.description())));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    for (Shape shape : drawing.shapes()) {
      svg.append(element(shape)).append('\n');
    }
    return svg.append("</svg>\n").toString();
  }

  private static String element(Shape shape) {
    if (shape instanceof Shape.Line line) {
      return line(line);
    }
    if (shape instanceof Shape.Box box) {
      return format(
              "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"",
              number(box.x()),
              number(box.y()),
              number(box.width()),
              number(box.height()),
              hex(box.fill()))
          + end("rect", box.tip());
    }
    if (shape instanceof Shape.Polygon polygon) {
      return polygon(polygon);
    }
    return text((Shape.Text) shape);
  }

  private static String line(Shape.Line line) {
    String dash = line.dash() > 0 ? format(" stroke-dasharray=\"%s\"", number(line.dash())) : "";
    return format(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\" stroke-width=\"%s\"%s/>",
        number(line.x1()),
        number(line.y1()),
        number(line.x2()),
        number(line.y2()),
        hex(line.colour()),
        number(line.width()),
        dash);
  }

  private static String polygon(Shape.Polygon polygon) {
    StringJoiner points = new StringJoiner(" ");
    List<Double> xy = polygon.points();
    for (int i = 0; i < xy.size(); i += 2) {
      points.add(number(xy.get(i)) + "," + number(xy.get(i + 1)));
    }
    String hex = hex(polygon.colour());
    String paint =
        polygon.filled()
            ? format("fill=\"%s\" stroke=\"#ffffff\" stroke-width=\"0.7\"", hex)
            : format("fill=\"#ffffff\" stroke=\"%s\" stroke-width=\"1.8\"", hex);
    return format("<polygon points=\"%s\" %s", points, paint) + end("polygon", polygon.tip());
  }

  private static String text(Shape.Text text) {
    String turn =
        text.upright()
            ? ""
            : format(" transform=\"rotate(-90 %s %s)\"", number(text.x()), number(text.y()));
    return format(
        "<text x=\"%s\" y=\"%s\" font-size=\"%s\" text-anchor=\"%s\" fill=\"%s\"%s%s>%s</text>",
        number(text.x()),
        number(text.y()),
        number(text.size()),
        text.anchor().name().toLowerCase(Locale.ROOT),
        hex(text.colour()),
        text.bold() ? " font-weight=\"bold\"" : "",
        turn,
        escaped(text.text()));
  }

  private static String end(String element, String tip) {
    return tip.isEmpty() ? "/>" : "><title>" + escaped(tip) + "</title></" + element + ">";
  }

  private static String number(double value) {
    String text = format("%.2f", value);
    return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }

  private static String hex(Color colour) {
    return format("#%06x", colour.getRGB() & 0xFFFFFF);
  }

  /** A text as XML wants it. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
