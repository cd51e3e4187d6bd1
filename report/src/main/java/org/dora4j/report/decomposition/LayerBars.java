package org.dora4j.report.decomposition;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.dora4j.report.drawing.Drawing;
import org.dora4j.report.drawing.Scale;
import org.dora4j.report.drawing.Shape;

/**
 * The paper's Figures 3 and 8: ΔM and ΔD of one module by layer, at the last checkpoint of each
 * series.
 */
final class LayerBars {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 760;
  private static final double LEFT = 105;
  private static final double RIGHT = 970;
  private static final double FILL = 0.8;

  /** Told apart with any colour vision (Okabe and Ito), neighbours in grey too. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x00, 0x5A, 0x8F),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0x56, 0xB4, 0xE9),
          new Color(0xD5, 0x5E, 0x00));

  private final DecompositionFile file;
  private final String module;
  private final Drawing drawing;

  private LayerBars(DecompositionFile file, String module) {
    this.file = file;
    this.module = module;
    this.drawing =
        new Drawing(WIDTH, HEIGHT, "Change of magnitude and direction by layer, " + module);
  }

  static Drawing of(DecompositionFile file, String module) {
    return new LayerBars(file, module).draw();
  }

  private Drawing draw() {
    drawing.heading(LEFT, 42, module + " by layer, last checkpoint", 24);
    double x = LEFT;
    for (int i = 0; i < file.series().size(); i++) {
      String name = file.series().get(i);
      drawing.add(new Shape.Box(x, 58, 16, 16, colour(i), ""));
      drawing.text(x + 24, 72, name, 16, Shape.Anchor.START);
      x += 60 + 9.5 * name.length();
    }
    panel("ΔM", Point::deltaM, 100, 375);
    panel("ΔD", Point::deltaD, 425, 700);
    drawing.text((LEFT + RIGHT) / 2, 745, "layer", 18, Shape.Anchor.MIDDLE);
    return drawing;
  }

  private void panel(String name, ToDoubleFunction<Point> value, double top, double bottom) {
    List<List<Point>> all = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (String series : file.series()) {
      List<Point> own =
          file.last(series).stream().filter(point -> point.module().equals(module)).toList();
      own.forEach(point -> values.add(value.applyAsDouble(point)));
      all.add(own);
    }
    Scale y = Scale.of(values, true, bottom, top);
    Frame.horizontal(drawing, y, LEFT, RIGHT, name);
    List<Integer> layers = file.layers();
    double group = (RIGHT - LEFT) / layers.size();
    double bar = FILL * group / all.size();
    for (int i = 0; i < all.size(); i++) {
      for (Point point : all.get(i)) {
        double left = LEFT + (layers.indexOf(point.layer()) + (1 - FILL) / 2) * group + i * bar;
        double at = y.at(value.applyAsDouble(point));
        String tip =
            String.format(
                Locale.ROOT,
                "%s, layer %d: %s %.4g",
                point.series(),
                point.layer(),
                name,
                value.applyAsDouble(point));
        drawing.add(new Shape.Box(left, at, bar, y.at(0) - at, colour(i), tip));
      }
    }
    int every = Math.max(1, (layers.size() + 19) / 20);
    for (int i = 0; i < layers.size(); i += every) {
      drawing.remark(
          LEFT + (i + 0.5) * group,
          bottom + 20,
          Integer.toString(layers.get(i)),
          14,
          Shape.Anchor.MIDDLE);
    }
  }

  private static Color colour(int i) {
    return COLOURS.get(i % COLOURS.size());
  }
}
