package dev.ringfence.journal;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.effect.EffectType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;

/** Fills batches with reservations of cash on random accounts of one shard, and with their ends. */
final class BenchLoad {
  private static final long CURRENCY = CurrencyCode.parse("USD");
  private static final long AMOUNT = 1_502_500;
  private static final int STAYS_OPEN = 1_000;

  private final int shardId;
  private final int shardCount;
  private final long[] versions;
  private final Random random;
  private long number;
  private long sequence;
  private final boolean ordered;
  private final Queue<Open> open = new ArrayDeque<>();

  private record Open(int account, String orderId, long openedSequence) {}

  /**
   * @param version that every account has
   * @param ordered whether ids grow with time, as those of UUIDv7 do
   */
  BenchLoad(int shardId, int shardCount, int accounts, int version, boolean ordered) {
    this.ordered = ordered;
    this.shardId = shardId;
    this.shardCount = shardCount;
    versions = new long[accounts];
    random = new Random(System.nanoTime());
    Arrays.fill(versions, version);
    sequence = (long) version * accounts;
    number = version == 0 ? 0 : 1;
  }

  /** The first batches open the accounts. */
  boolean fill(EffectBatch batch, int size) {
    number++;
    batch.begin(number, System.currentTimeMillis());
    boolean opening = sequence < versions.length;
    for (int count = 0; count < size && (!opening || sequence < versions.length); count++) {
      if (opening) {
        open(batch.next(), (int) sequence);
      } else {
        reserve(batch.next(), random.nextInt(versions.length));
      }
      batch.add();
    }
    batch.markLast();
    return opening;
  }

  /** Ends what was reserved, the oldest first; one in a thousand stays open. */
  void fillWithEnds(EffectBatch batch, int size) {
    number++;
    batch.begin(number, System.currentTimeMillis());
    for (int count = 0; count < size; count++) {
      end(batch.next(), open.remove());
      batch.add();
    }
    batch.markLast();
  }

  /** Forgets what is open: it stays so. */
  void forgetOpen() {
    open.clear();
  }

  /** How many reservations can be ended. */
  int endable() {
    return open.size();
  }

  private void end(Effect effect, Open ending) {
    start(effect, EffectType.RELEASED, ending.account());
    effect.account().balanceChange(AMOUNT).reservedChange(-AMOUNT);
    effect.account().balance(1_000_000_000_000L).reserved(AMOUNT);
    effect.reservation().orderId().set(ending.orderId());
    effect.reservation().present(true).openedSequence(ending.openedSequence()).amount(AMOUNT);
    effect.reservation().stateBefore(ReservationState.OPEN).state(ReservationState.RELEASED);
  }

  private void open(Effect effect, int account) {
    start(effect, EffectType.OPENED, account);
    effect.account().statusBefore(null);
  }

  private void reserve(Effect effect, int account) {
    start(effect, EffectType.RESERVED, account);
    effect.account().balanceChange(-AMOUNT).reservedChange(AMOUNT);
    effect.account().balance(1_000_000_000_000L - AMOUNT * versions[account]);
    effect.account().reserved(AMOUNT * versions[account]);
    String orderId = newId();
    effect.reservation().orderId().set(orderId);
    effect.reservation().present(true).openedSequence(sequence).amount(AMOUNT).remaining(AMOUNT);
    effect.reservation().state(ReservationState.OPEN);
    if (sequence % STAYS_OPEN != 0) {
      open.add(new Open(account, orderId, sequence));
    }
  }

  private void start(Effect effect, EffectType type, int account) {
    sequence++;
    versions[account]++;
    effect.type(type).sequence(sequence).version(versions[account]);
    effect.accountId((account + 1L) * shardCount + shardId);
    effect.requestId().set(newId());
    effect.fingerprint(random.nextLong()).timeMillis(System.currentTimeMillis());
    effect.account().currency(CURRENCY).status(AccountStatus.ACTIVE);
    effect.account().statusBefore(AccountStatus.ACTIVE);
  }

  private String newId() {
    long first = ordered ? sequence : random.nextLong();
    return new UUID(first, random.nextLong()).toString();
  }
}
