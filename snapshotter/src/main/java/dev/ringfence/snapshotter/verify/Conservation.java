package dev.ringfence.snapshotter.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Adds up, per asset, what came in and went out, and what is there. Its size is the number of
 * assets, not of rows.
 *
 * @param <A> what names an asset
 */
final class Conservation<A> {
  private record Sums(Total flowed, Total held) {}

  private final Map<A, Sums> byAsset = new HashMap<>();
  private final UnaryOperator<A> keep;

  /** The operator makes a name that stays as it is out of one that may be used again. */
  Conservation(UnaryOperator<A> keep) {
    this.keep = keep;
  }

  void flowed(A asset, long units) {
    sumsOf(asset).flowed.add(units);
  }

  void held(A asset, long units) {
    sumsOf(asset).held.add(units);
  }

  private Sums sumsOf(A asset) {
    Sums sums = byAsset.get(asset);
    if (sums == null) {
      sums = new Sums(new Total(), new Total());
      byAsset.put(keep.apply(asset), sums);
    }
    return sums;
  }

  void check(Check check, Tally tally, Function<A, String> name) {
    byAsset.forEach(
        (asset, sums) -> {
          if (!sums.flowed.isSameAs(sums.held)) {
            throw tally.diverged(
                check,
                () -> "asset " + name.apply(asset),
                "free + reserved",
                sums.flowed.toString(),
                sums.held.toString());
          }
          tally.count(check);
        });
  }
}
