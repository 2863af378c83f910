package dev.ringfence.journal;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;

/**
 * Turns a batch into the rows to write: one ledger row for each effect, and one row for each
 * account, position and reservation that it touched, as it is after the last of its effects. A
 * reservation has a row while it is open, so one that begins and ends in the batch never has one.
 */
final class BatchRows {
  private static final int ENTRY_COLUMNS = 28;
  private static final int ACCOUNT_COLUMNS = 6;
  private static final int POSITION_COLUMNS = 6;
  private static final int RESERVATION_COLUMNS = 8;
  private static final int KEY_COLUMNS = 2;

  private final RowArray entries = new RowArray("journal_entry", ENTRY_COLUMNS);
  private final RowArray newAccounts = new RowArray("account_image", ACCOUNT_COLUMNS);
  private final RowArray changedAccounts = new RowArray("account_image", ACCOUNT_COLUMNS);
  private final RowArray newPositions = new RowArray("position_image", POSITION_COLUMNS);
  private final RowArray changedPositions = new RowArray("position_image", POSITION_COLUMNS);
  private final RowArray newReservations = new RowArray("reservation_image", RESERVATION_COLUMNS);
  private final RowArray changedReservations =
      new RowArray("reservation_image", RESERVATION_COLUMNS);
  private final RowArray endedReservations = new RowArray("reservation_key", KEY_COLUMNS);

  private final EntryEncoder entryEncoder = new EntryEncoder();
  private final FirstSeen firstSeen = new FirstSeen();

  /** Takes in the whole batch. */
  void encode(EffectBatch batch, RowTypes types) {
    clear(types);
    firstSeen.read(batch);
    for (int index = 0; index < batch.size(); index++) {
      Effect effect = batch.get(index);
      entryEncoder.encode(effect, entries);
      if (effect.account().lastInBatch()) {
        account(effect, firstSeen.isAccountNew(batch, effect));
      }
      if (effect.position().present() && effect.position().lastInBatch()) {
        position(effect, firstSeen.isPositionNew(batch, effect));
      }
      if (effect.reservation().present() && effect.reservation().lastInBatch()) {
        long firstSequence = batch.get(0).sequence();
        reservation(effect, effect.reservation().openedSequence() >= firstSequence);
      }
    }
  }

  /** Takes in one effect as if it were a batch by itself. */
  void encodeAlone(Effect effect, RowTypes types) {
    clear(types);
    entryEncoder.encode(effect, entries);
    account(effect, effect.account().statusBefore() == null);
    if (effect.position().present()) {
      position(effect, effect.position().isNew());
    }
    if (effect.reservation().present()) {
      reservation(effect, effect.reservation().stateBefore() == null);
    }
  }

  RowArray entries() {
    return entries;
  }

  RowArray newAccounts() {
    return newAccounts;
  }

  RowArray changedAccounts() {
    return changedAccounts;
  }

  RowArray newPositions() {
    return newPositions;
  }

  RowArray changedPositions() {
    return changedPositions;
  }

  RowArray newReservations() {
    return newReservations;
  }

  RowArray changedReservations() {
    return changedReservations;
  }

  RowArray endedReservations() {
    return endedReservations;
  }

  /** Which parts of the statement the batch needs. */
  int shape() {
    return part(newAccounts, BatchSql.NEW_ACCOUNTS)
        | part(changedAccounts, BatchSql.CHANGED_ACCOUNTS)
        | part(newPositions, BatchSql.NEW_POSITIONS)
        | part(changedPositions, BatchSql.CHANGED_POSITIONS)
        | part(newReservations, BatchSql.NEW_RESERVATIONS)
        | part(changedReservations, BatchSql.CHANGED_RESERVATIONS)
        | part(endedReservations, BatchSql.ENDED_RESERVATIONS);
  }

  private static int part(RowArray rows, int part) {
    return rows.rows() == 0 ? 0 : part;
  }

  /** How many rows the statement counts: those that must be there, and those that must not. */
  int countedRows() {
    return newAccounts.rows()
        + changedAccounts.rows()
        + newPositions.rows()
        + changedPositions.rows()
        + changedReservations.rows()
        + endedReservations.rows();
  }

  private void clear(RowTypes types) {
    entries.clear(types.journalEntry());
    newAccounts.clear(types.accountImage());
    changedAccounts.clear(types.accountImage());
    newPositions.clear(types.positionImage());
    changedPositions.clear(types.positionImage());
    newReservations.clear(types.reservationImage());
    changedReservations.clear(types.reservationImage());
    endedReservations.clear(types.reservationKey());
  }

  private void account(Effect effect, boolean isNew) {
    RowArray rows = isNew ? newAccounts : changedAccounts;
    rows.beginRow();
    rows.bigint(effect.accountId());
    rows.currency(effect.account().currency());
    rows.smallint(effect.account().status().code());
    rows.numeric(effect.account().balance());
    rows.numeric(effect.account().reserved());
    rows.bigint(effect.version());
    rows.endRow();
  }

  private void position(Effect effect, boolean isNew) {
    RowArray rows = isNew ? newPositions : changedPositions;
    rows.beginRow();
    rows.bigint(effect.accountId());
    rows.textOrNull(effect.position().symbol());
    rows.numeric(effect.position().quantity());
    rows.numeric(effect.position().reservedQuantity());
    rows.numeric(effect.position().cost());
    rows.bigint(effect.version());
    rows.endRow();
  }

  private void reservation(Effect effect, boolean isNew) {
    if (!effect.reservation().state().isTerminal()) {
      openReservation(effect, isNew);
    } else if (!isNew) {
      endedReservations.beginRow();
      endedReservations.bigint(effect.reservation().openedSequence());
      endedReservations.bigint(effect.accountId());
      endedReservations.endRow();
    }
  }

  private void openReservation(Effect effect, boolean isNew) {
    RowArray rows = isNew ? newReservations : changedReservations;
    rows.beginRow();
    rows.bigint(effect.accountId());
    rows.textOrNull(effect.reservation().orderId());
    if (effect.reservation().ofSymbol()) {
      rows.textOrNull(effect.position().symbol());
    } else {
      rows.nullText();
    }
    rows.bigint(effect.reservation().openedSequence());
    rows.numeric(effect.reservation().amount());
    rows.numeric(effect.reservation().remaining());
    rows.timestampOrNull(effect.reservation().expiresAtMillis());
    rows.bigint(effect.version());
    rows.endRow();
  }
}
