package dev.ringfence.perf.report;

/**
 * Writes one drawing as inline SVG; colours come from the page, so that light and dark both work.
 */
final class Svg {
  private final StringBuilder out = new StringBuilder();

  Svg(double width, double height, String description) {
    out.append(
        Figures.format(
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">",
            width, height, Html.escape(description)));
  }

  void line(double fromX, double fromY, double toX, double toY, String style) {
    out.append(
        Figures.format(
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>",
            fromX, fromY, toX, toY, style));
  }

  void path(double[] x, double[] y, String style) {
    out.append("<path class=\"").append(style).append("\" d=\"");
    for (int i = 0; i < x.length; i++) {
      out.append(Figures.format("%s%.1f %.1f", i == 0 ? "M" : "L", x[i], y[i]));
    }
    out.append("\"/>");
  }

  void text(double x, double y, String anchor, String style, String words) {
    out.append(
        Figures.format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
            x, y, anchor, style, Html.escape(words)));
  }

  void bar(double x, double y, double width, double height, String style, String hint) {
    out.append(
        Figures.format(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" class=\"%s\">"
                + "<title>%s</title></rect>",
            x, y, width, height, style, Html.escape(hint)));
  }

  void dot(double x, double y, String style, String hint) {
    out.append(
        Figures.format(
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" class=\"%s\"><title>%s</title></circle>",
            x, y, style, Html.escape(hint)));
  }

  String end() {
    return out.append("</svg>").toString();
  }
}
