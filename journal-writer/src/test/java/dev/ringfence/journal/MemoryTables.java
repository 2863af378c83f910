package dev.ringfence.journal;

import com.google.protobuf.ByteString;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.effect.EffectType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The tables of the schema in memory, with what the statements of this module do to them: each call
 * is atomic, fenced like in PostgreSQL, and refuses what the constraints refuse, by SQLSTATE.
 */
public final class MemoryTables {
  /** A request id with this at its end can't be stored. */
  public static final String POISON = "!";

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String CHECK_VIOLATION = "23514";

  /** Like a row of shards, of its lease and of its relay's cursor. */
  public static final class ShardRow {
    long epoch;
    String owner;
    long batch;
    long sequence;
    long timeMillis;
    String leaseOwner;
    long heartbeatNanos;
    long cursor;
    private final List<Effect> ledger = new ArrayList<>();
    private final List<Event> outbox = new ArrayList<>();
    private final List<BatchRecord> batches = new ArrayList<>();
    private final List<Runnable> underWay = new ArrayList<>();

    /** Whether the last batch is in, and its writer was not told so. */
    private boolean unreported;

    public long epoch() {
      return epoch;
    }

    public String owner() {
      return owner;
    }

    public long batch() {
      return batch;
    }

    public long sequence() {
      return sequence;
    }

    public long timeMillis() {
      return timeMillis;
    }

    public long cursor() {
      return cursor;
    }

    /** All of it, oldest first. */
    public List<Effect> ledger() {
      return ledger;
    }

    public List<Event> outbox() {
      return outbox;
    }

    /** Which batches were written, by whom. */
    public List<BatchRecord> batches() {
      return batches;
    }
  }

  /** A batch, and the epoch and owner that its writer believed in. */
  public record BatchRecord(long number, long epoch, String owner, long timeMillis, int effects) {}

  /** A row of the outbox. */
  public record Event(
      long sequence,
      long accountId,
      long version,
      EffectType type,
      long timeMillis,
      ByteString payload) {}

  /** A row of accounts. */
  public record AccountRow(
      long accountId,
      long currency,
      AccountStatus status,
      long balance,
      long reserved,
      long version) {}

  /** A row of positions. */
  public record PositionRow(
      long accountId, String symbol, long quantity, long reserved, long cost, long version) {}

  /** A row of reservations, which are all open; the symbol is empty for cash. */
  public record ReservationRow(
      long accountId,
      String orderId,
      String symbol,
      long opened,
      long amount,
      long remaining,
      long expiresAtMillis) {}

  private final Set<Rule> broken = EnumSet.noneOf(Rule.class);
  private final ShardRow[] shards;
  private final LongSupplier nanoClock;
  private final BooleanSupplier coin;
  private final Map<String, Effect> byRequest = new HashMap<>();
  private final Map<Long, AccountRow> accounts = new LinkedHashMap<>();
  private final Map<String, PositionRow> positions = new LinkedHashMap<>();
  private final Map<String, ReservationRow> reservations = new LinkedHashMap<>();
  private final Set<String> ordersEver = new HashSet<>();
  private final AccountEventEncoder encoder = new AccountEventEncoder();
  private final WireBuffer payload = new WireBuffer(512);

  /**
   * @param nanoClock the clock of the server
   * @param coin whether what is under way when a row's lock is asked for has the lock already
   */
  public MemoryTables(int shardCount, LongSupplier nanoClock, BooleanSupplier coin) {
    shards = new ShardRow[shardCount];
    for (int shardId = 0; shardId < shardCount; shardId++) {
      shards[shardId] = new ShardRow();
    }
    this.nanoClock = nanoClock;
    this.coin = coin;
  }

  /** Does not see to this rule from now on. */
  public void breakRule(Rule rule) {
    broken.add(rule);
  }

  public ShardRow shard(int shardId) {
    return shards[shardId];
  }

  public int shardCount() {
    return shards.length;
  }

  public Map<Long, AccountRow> accounts() {
    return accounts;
  }

  public Map<String, PositionRow> positions() {
    return positions;
  }

  public Map<String, ReservationRow> reservations() {
    return reservations;
  }

  /** The row of the ledger that has this request id; null if none has. */
  public Effect byRequest(long accountId, String requestId) {
    return byRequest.get(accountId + " " + requestId);
  }

  /** Whether rows that the program takes for durable have this version or a later one. */
  public long version(long accountId) {
    AccountRow row = accounts.get(accountId);
    return row == null ? 0 : row.version();
  }

  Optional<Long> tryTake(int shardId, String name, String owner, long leaseNanos) {
    ShardRow shard = shards[shardId];
    boolean isFree =
        shard.leaseOwner == null
            || shard.leaseOwner.startsWith(name + '/')
            || nanoClock.getAsLong() - shard.heartbeatNanos > leaseNanos
            || broken.contains(Rule.LEASE);
    if (!isFree) {
      return Optional.empty();
    }
    waitOut(shard);
    shard.epoch++;
    shard.owner = owner;
    shard.leaseOwner = owner;
    shard.heartbeatNanos = nanoClock.getAsLong();
    return Optional.of(shard.epoch);
  }

  boolean renew(String owner) {
    boolean found = false;
    for (ShardRow shard : shards) {
      if (owner.equals(shard.leaseOwner)) {
        shard.heartbeatNanos = nanoClock.getAsLong();
        found = true;
      }
    }
    return found;
  }

  void release(int shardId, String owner) {
    ShardRow shard = shards[shardId];
    waitOut(shard);
    if (owner.equals(shard.owner)) {
      shard.epoch++;
      shard.owner = null;
    }
    if (owner.equals(shard.leaseOwner)) {
      shard.leaseOwner = null;
    }
  }

  ShardClaim raise(int shardId, String owner) {
    ShardRow shard = shards[shardId];
    waitOut(shard);
    if (!owner.equals(shard.owner)) {
      return null;
    }
    shard.epoch += broken.contains(Rule.ROW_LOCK) ? 0 : 1;
    if (shard.unreported && broken.contains(Rule.BATCH_TOLD)) {
      return new ShardClaim(shard.epoch, shard.batch - 1, shard.sequence);
    }
    return new ShardClaim(shard.epoch, shard.batch, shard.sequence);
  }

  /** A statement whose link is gone; the server runs it when it comes to it. */
  void underWay(int shardId, Runnable statement) {
    shards[shardId].underWay.add(statement);
  }

  /** The server comes to what is under way. */
  public void finishUnderWay(int shardId) {
    finishUnderWay(shards[shardId]);
  }

  private static void finishUnderWay(ShardRow shard) {
    List<Runnable> statements = List.copyOf(shard.underWay);
    shard.underWay.clear();
    statements.forEach(Runnable::run);
  }

  /** Who asks for the row's lock waits for those who have it; others find the row changed. */
  private void waitOut(ShardRow shard) {
    if (!shard.underWay.isEmpty() && !broken.contains(Rule.ROW_LOCK) && coin.getAsBoolean()) {
      finishUnderWay(shard);
    }
  }

  /** The writer of the shard's last batch heard of a failure instead. */
  void unreported(int shardId) {
    shards[shardId].unreported = true;
  }

  boolean write(EffectBatch batch, long epoch, String owner) throws SQLException {
    ShardRow shard = shards[batch.shardId()];
    boolean isTwice = shard.unreported && broken.contains(Rule.BATCH_TOLD);
    boolean isMine = shard.epoch == epoch || broken.contains(Rule.EPOCH);
    boolean isNext =
        shard.batch == batch.number() - 1 || isTwice || broken.contains(Rule.BATCH_NUMBER);
    if (!isMine || !isNext) {
      return false;
    }
    for (int index = 0; index < batch.size() && !isTwice; index++) {
      refuseBadData(batch.get(index));
    }
    shard.unreported = false;
    FirstSeen firstSeen = new FirstSeen();
    firstSeen.read(batch);
    for (int index = 0; index < batch.size(); index++) {
      requireRows(batch, batch.get(index), firstSeen);
    }
    for (int index = 0; index < batch.size(); index++) {
      keep(shard, batch.get(index));
    }
    shard.batch = batch.number();
    shard.sequence = batch.get(batch.size() - 1).sequence();
    shard.timeMillis = batch.timeMillis();
    shard.batches.add(
        new BatchRecord(batch.number(), epoch, owner, batch.timeMillis(), batch.size()));
    return true;
  }

  boolean isDuplicateRequest(Effect effect) {
    return !effect.requestId().isEmpty()
        && byRequest.containsKey(requestKey(effect))
        && !broken.contains(Rule.UNIQUE_REQUEST);
  }

  boolean isDuplicateOrder(Effect effect) {
    return effect.reservation().present()
        && effect.reservation().stateBefore() == null
        && ordersEver.contains(orderKey(effect))
        && !broken.contains(Rule.UNIQUE_ORDER);
  }

  boolean hadReservation(long accountId, String orderId) {
    return ordersEver.contains(accountId + " " + orderId);
  }

  static boolean isPoison(Effect effect) {
    return effect.requestId().toString().endsWith(POISON);
  }

  private void refuseBadData(Effect effect) throws SQLException {
    if (isDuplicateRequest(effect) || isDuplicateOrder(effect)) {
      throw new SQLException("a key is there already", UNIQUE_VIOLATION);
    }
    if (isPoison(effect)) {
      throw new SQLException("a row can't be stored", CHECK_VIOLATION);
    }
  }

  /** What the statement's own check does: rows that it changes must be there. */
  private void requireRows(EffectBatch batch, Effect effect, FirstSeen firstSeen)
      throws SQLException {
    boolean isThere =
        !effect.account().lastInBatch()
            || firstSeen.isAccountNew(batch, effect)
            || accounts.containsKey(effect.accountId());
    if (effect.position().present() && effect.position().lastInBatch()) {
      isThere &=
          firstSeen.isPositionNew(batch, effect) || positions.containsKey(positionKey(effect));
    }
    if (effect.reservation().present() && effect.reservation().lastInBatch()) {
      isThere &=
          effect.reservation().openedSequence() >= batch.get(0).sequence()
              || reservations.containsKey(orderKey(effect));
    }
    if (!isThere) {
      throw new SQLException("a row that is changed is missing", SqlState.DIVISION_BY_ZERO);
    }
  }

  private void keep(ShardRow shard, Effect effect) {
    Effect copy = new Effect();
    copy.set(effect);
    shard.ledger.add(copy);
    if (!copy.requestId().isEmpty()) {
      byRequest.put(requestKey(copy), copy);
    }
    boolean isLost = broken.contains(Rule.OUTBOX_ROW) && copy.sequence() % 5 == 0;
    if (!isLost) {
      shard.outbox.add(event(copy));
    }
    if (copy.account().lastInBatch()) {
      accounts.put(copy.accountId(), accountRow(copy));
    }
    if (copy.position().present() && copy.position().lastInBatch()) {
      positions.put(positionKey(copy), positionRow(copy));
    }
    if (copy.reservation().present()) {
      ordersEver.add(orderKey(copy));
    }
    if (copy.reservation().present() && copy.reservation().lastInBatch()) {
      if (copy.reservation().state().isTerminal() && !broken.contains(Rule.ENDED_ROW)) {
        reservations.remove(orderKey(copy));
      } else {
        reservations.put(orderKey(copy), reservationRow(copy));
      }
    }
  }

  private Event event(Effect effect) {
    payload.truncate(0);
    encoder.encode(effect, payload);
    byte[] bytes = new byte[payload.length()];
    payload.copyTo(bytes, 0);
    return new Event(
        effect.sequence(),
        effect.accountId(),
        effect.version(),
        effect.type(),
        effect.timeMillis(),
        ByteString.copyFrom(bytes));
  }

  /** The next rows of the outbox, if the epoch is that of today. */
  public List<Event> outboxAfter(int shardId, long cursor, long epoch, int limit) {
    ShardRow shard = shards[shardId];
    if (shard.epoch != epoch) {
      return List.of();
    }
    List<Event> rows =
        shard.outbox.stream().filter(row -> row.sequence() > cursor).limit(limit).toList();
    if (!rows.isEmpty() && broken.contains(Rule.CURSOR_BEHIND)) {
      shard.cursor = rows.getLast().sequence();
    }
    return rows;
  }

  /** Moves a relay's cursor, if it is where the relay thought, and the epoch is that of today. */
  public boolean moveCursor(int shardId, long from, long to, long epoch) {
    ShardRow shard = shards[shardId];
    boolean moves =
        (shard.cursor == from && shard.epoch == epoch && shard.sequence >= to)
            || broken.contains(Rule.CURSOR_BEHIND);
    shard.cursor = moves ? to : shard.cursor;
    return moves;
  }

  private static AccountRow accountRow(Effect effect) {
    return new AccountRow(
        effect.accountId(),
        effect.account().currency(),
        effect.account().status(),
        effect.account().balance(),
        effect.account().reserved(),
        effect.version());
  }

  private static PositionRow positionRow(Effect effect) {
    return new PositionRow(
        effect.accountId(),
        effect.position().symbol().toString(),
        effect.position().quantity(),
        effect.position().reservedQuantity(),
        effect.position().cost(),
        effect.version());
  }

  private static ReservationRow reservationRow(Effect effect) {
    return new ReservationRow(
        effect.accountId(),
        effect.reservation().orderId().toString(),
        effect.reservation().ofSymbol() ? effect.position().symbol().toString() : "",
        effect.reservation().openedSequence(),
        effect.reservation().amount(),
        effect.reservation().remaining(),
        effect.reservation().expiresAtMillis());
  }

  private static String requestKey(Effect effect) {
    return effect.accountId() + " " + effect.requestId();
  }

  private static String orderKey(Effect effect) {
    return effect.accountId() + " " + effect.reservation().orderId();
  }

  private static String positionKey(Effect effect) {
    return effect.accountId() + " " + effect.position().symbol();
  }
}
