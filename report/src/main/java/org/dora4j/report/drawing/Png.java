package org.dora4j.report.drawing;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

/** A drawing as PNG, without a screen. */
final class Png {
  static {
    // A machine without a screen would otherwise fail when AWT looks for one.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private Png() {}

  static byte[] bytes(Drawing drawing) throws IOException {
    BufferedImage image =
        new BufferedImage(drawing.width(), drawing.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, drawing.width(), drawing.height());
      drawing.shapes().forEach(shape -> draw(g, shape));
    } catch (LinkageError | InternalError | NullPointerException e) {
      // What AWT throws where the system has no font configuration or no font library.
      throw new IOException(
          "Cannot draw: this Java finds no fonts. Install fontconfig and one font (such as DejaVu).",
          e);
    } finally {
      g.dispose();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static void draw(Graphics2D g, Shape shape) {
    if (shape instanceof Shape.Line line) {
      g.setColor(line.colour());
      g.setStroke(stroke(line));
      g.draw(new Line2D.Double(line.x1(), line.y1(), line.x2(), line.y2()));
    } else if (shape instanceof Shape.Box box) {
      g.setColor(box.fill());
      g.fill(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
    } else if (shape instanceof Shape.Polygon polygon) {
      draw(g, polygon);
    } else if (shape instanceof Shape.Text text) {
      draw(g, text);
    }
  }

  private static BasicStroke stroke(Shape.Line line) {
    float width = (float) line.width();
    return line.dash() > 0
        ? new BasicStroke(
            width,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            10,
            new float[] {(float) line.dash()},
            0)
        : new BasicStroke(width);
  }

  private static void draw(Graphics2D g, Shape.Polygon polygon) {
    Path2D path = new Path2D.Double();
    List<Double> xy = polygon.points();
    path.moveTo(xy.get(0), xy.get(1));
    for (int i = 2; i < xy.size(); i += 2) {
      path.lineTo(xy.get(i), xy.get(i + 1));
    }
    path.closePath();
    g.setColor(polygon.filled() ? polygon.colour() : Color.WHITE);
    g.fill(path);
    g.setColor(polygon.filled() ? Color.WHITE : polygon.colour());
    g.setStroke(new BasicStroke(polygon.filled() ? 0.7f : 1.8f));
    g.draw(path);
  }

  private static void draw(Graphics2D g, Shape.Text text) {
    g.setColor(text.colour());
    g.setFont(
        new Font(Font.SANS_SERIF, text.bold() ? Font.BOLD : Font.PLAIN, 1)
            .deriveFont((float) text.size()));
    double width = g.getFontMetrics().getStringBounds(text.text(), g).getWidth();
    double back =
        switch (text.anchor()) {
          case START -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    Graphics2D turned = (Graphics2D) g.create();
    turned.translate(text.x(), text.y());
    if (!text.upright()) {
      turned.rotate(-Math.PI / 2);
    }
    turned.drawString(text.text(), (float) -back, 0f);
    turned.dispose();
  }
}
