package dev.ringfence.perf.simulation;

import dev.ringfence.journal.Mishaps.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The named points at which a process may be killed. */
final class CrashPoints {
  static final String REPLY = "reply";
  static final String PUBLISH = "publish";
  static final String REDIS = "redis";
  static final String OFFSETS = "offsets";

  static final List<String> ALL = all();

  private CrashPoints() {}

  static String of(Point point) {
    return point.name().toLowerCase(Locale.ROOT);
  }

  static String before(String point) {
    return "before " + point;
  }

  static String after(String point) {
    return "after " + point;
  }

  private static List<String> all() {
    List<String> points = new ArrayList<>();
    for (Point point : Point.values()) {
      points.add(before(of(point)));
      points.add(after(of(point)));
    }
    for (String point : List.of(REPLY, PUBLISH, REDIS, OFFSETS)) {
      points.add(before(point));
      points.add(after(point));
    }
    return List.copyOf(points);
  }
}
