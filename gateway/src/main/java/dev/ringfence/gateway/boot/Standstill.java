package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.http.HealthReport.Reason;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.journal.ShardHolder;
import java.util.regex.Pattern;

/**
 * Why a shard does not serve here.
 *
 * @param reason for machines
 * @param words for people
 */
record Standstill(Reason reason, String words) {
  /** What the name of a later take has behind that of its process. */
  private static final Pattern LATER_PART = Pattern.compile("~[-0-9a-f]+$");

  /** Another process has it. */
  static Standstill behind(ShardHolder holder) {
    return new Standstill(
        Reason.OWNED_ELSEWHERE,
        "owned by %s, which renewed its lease %d ms ago; taken when that is %d ms ago, or given up"
            .formatted(
                LATER_PART.matcher(holder.name()).replaceFirst(""),
                holder.silentMillis(),
                LeaseConfig.DEFAULT.leaseMillis()));
  }
}
