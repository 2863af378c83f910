package dev.ringfence.journal;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyIn;

/** One way to write a batch, to be compared with the others. */
sealed interface BenchWriter extends AutoCloseable {
  /** What is not to be timed; for the ways that are measured without encoding. */
  BatchRows prepare(EffectBatch batch) throws SQLException;

  void write(EffectBatch batch, BatchRows rows) throws SQLException;

  int backendPid() throws SQLException;

  @Override
  void close();

  static BenchWriter of(String variant, Database database, ShardOwnership ownership)
      throws SQLException {
    return switch (variant) {
      case "journal" -> new Whole(database, ownership);
      case "statement" -> new Bare(database, ownership);
      case "function" -> new Function(database, ownership);
      case "copy" -> new Copy(database, ownership);
      default -> throw new IllegalArgumentException("No such variant: " + variant);
    };
  }

  private static int pid(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  private static long lastSequence(EffectBatch batch) {
    return batch.get(batch.size() - 1).sequence();
  }

  /** All of it: encode, bind, send. */
  record Whole(PostgresJournal journal) implements BenchWriter {
    Whole(Database database, ShardOwnership ownership) throws SQLException {
      this(PostgresJournal.open(database, ownership, JournalConfig.DEFAULT, new JournalHealth(64)));
    }

    @Override
    public BatchRows prepare(EffectBatch batch) {
      return null;
    }

    @Override
    public void write(EffectBatch batch, BatchRows rows) throws SQLException {
      CommitOutcome outcome = journal.commit(batch);
      if (!(outcome instanceof CommitOutcome.Committed)) {
        throw new SQLException("Not committed: " + outcome);
      }
    }

    @Override
    public int backendPid() throws SQLException {
      return pid(((ShardLink) journal.link()).jdbc());
    }

    @Override
    public void close() {
      journal.close();
    }
  }

  /** The same statement, with rows that were encoded before. */
  record Bare(ShardLink link, ShardOwnership ownership) implements BenchWriter {
    Bare(Database database, ShardOwnership ownership) throws SQLException {
      this(ShardLink.open(database), ownership);
    }

    @Override
    public BatchRows prepare(EffectBatch batch) {
      BatchRows rows = new BatchRows();
      rows.encode(batch, link.types());
      return rows;
    }

    @Override
    public void write(EffectBatch batch, BatchRows rows) throws SQLException {
      link.batchStatement()
          .execute(
              ownership.shardId(),
              ownership.epoch(),
              batch.number(),
              lastSequence(batch),
              batch.timeMillis(),
              rows);
    }

    @Override
    public int backendPid() throws SQLException {
      return pid(link.jdbc());
    }

    @Override
    public void close() {
      link.close();
    }
  }

  /** A function in the server that runs one statement after the other. */
  record Function(ShardLink link, ShardOwnership ownership, PreparedStatement call)
      implements BenchWriter {
    private static final String CREATE =
        """
        CREATE OR REPLACE FUNCTION bench_commit(shard int, e bigint, b bigint, s bigint, at bigint,
            entries journal_entry[], new_accounts account_image[], changed account_image[],
            new_reservations reservation_image[]) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE shards SET batch = b, sequence = s,
                 batch_at = timestamptz 'epoch' + at * interval '1 millisecond'
           WHERE shard_id = shard AND epoch = e AND batch = b - 1;
          IF NOT FOUND THEN RETURN false; END IF;
          INSERT INTO ledger SELECT shard, sequence, account_id, version, type, request_id,
                 fingerprint, occurred_at, currency, status, balance, balance_change, reserved,
                 reserved_change, symbol, quantity, quantity_change, reserved_quantity,
                 reserved_quantity_change, cost, cost_change, order_id, reserves_symbol,
                 opened_sequence, amount, remaining, state, expires_at FROM unnest(entries);
          INSERT INTO outbox
          SELECT shard, sequence, account_id, version, type, occurred_at, payload,
                 outbox_slot(sequence)
            FROM unnest(entries);
          INSERT INTO accounts SELECT account_id, shard, currency, status, balance, reserved,
                 version, now() FROM unnest(new_accounts);
          UPDATE accounts a SET status = c.status, balance = c.balance, reserved = c.reserved,
                 version = c.version, updated_at = now()
            FROM unnest(changed) c WHERE a.account_id = c.account_id;
          INSERT INTO reservations SELECT account_id, order_id, shard, symbol, opened_sequence,
                 amount, remaining, expires_at, version FROM unnest(new_reservations);
          RETURN true;
        END $$
        """;

    Function(Database database, ShardOwnership ownership) throws SQLException {
      this(ShardLink.open(database), ownership);
    }

    private Function(ShardLink link, ShardOwnership ownership) throws SQLException {
      this(link, ownership, create(link.jdbc()));
    }

    private static PreparedStatement create(Connection connection) throws SQLException {
      synchronized (Function.class) {
        connection.createStatement().execute(CREATE);
      }
      PreparedStatement call =
          connection.prepareStatement("SELECT bench_commit(?, ?, ?, ?, ?, ?, ?, ?, ?)");
      call.unwrap(PGStatement.class).setPrepareThreshold(1);
      return call;
    }

    @Override
    public BatchRows prepare(EffectBatch batch) {
      BatchRows rows = new BatchRows();
      rows.encode(batch, link.types());
      return rows;
    }

    @Override
    public void write(EffectBatch batch, BatchRows rows) throws SQLException {
      call.setInt(1, ownership.shardId());
      call.setLong(2, ownership.epoch());
      call.setLong(3, batch.number());
      call.setLong(4, lastSequence(batch));
      call.setLong(5, batch.timeMillis());
      call.setObject(6, rows.entries());
      call.setObject(7, rows.newAccounts());
      call.setObject(8, rows.changedAccounts());
      call.setObject(9, rows.newReservations());
      try (ResultSet done = call.executeQuery()) {
        if (!done.next() || !done.getBoolean(1)) {
          throw new SQLException("Fenced");
        }
      }
    }

    @Override
    public int backendPid() throws SQLException {
      return pid(link.jdbc());
    }

    @Override
    public void close() {
      link.close();
    }
  }

  /** COPY of all new rows, and an update of the changed ones, in one transaction. */
  record Copy(ShardLink link, ShardOwnership ownership, PreparedStatement update)
      implements BenchWriter {
    Copy(Database database, ShardOwnership ownership) throws SQLException {
      this(ShardLink.open(database), ownership);
    }

    private Copy(ShardLink link, ShardOwnership ownership) throws SQLException {
      this(
          link,
          ownership,
          link.jdbc()
              .prepareStatement(
                  "UPDATE accounts a SET status = c.status, balance = c.balance,"
                      + " reserved = c.reserved, version = c.version, updated_at = now()"
                      + " FROM unnest(?) c WHERE a.account_id = c.account_id"));
      update.unwrap(PGStatement.class).setPrepareThreshold(1);
    }

    @Override
    public BatchRows prepare(EffectBatch batch) {
      BatchRows rows = new BatchRows();
      rows.encode(batch, link.types());
      return rows;
    }

    @Override
    public void write(EffectBatch batch, BatchRows rows) throws SQLException {
      Connection connection = link.jdbc();
      connection.setAutoCommit(false);
      try (var fence = connection.createStatement()) {
        fence.executeUpdate(
            "UPDATE shards SET batch = batch + 1, batch_at = now(), sequence = "
                + lastSequence(batch)
                + " WHERE batch = "
                + (batch.number() - 1)
                + " AND shard_id = "
                + ownership.shardId()
                + " AND epoch = "
                + ownership.epoch());
      }
      int shard = ownership.shardId();
      copy("ledger", CopyRows.of(rows.entries(), shard, CopyRows.LEDGER));
      copy("outbox", CopyRows.of(rows.entries(), shard, CopyRows.OUTBOX));
      if (rows.newAccounts().rows() > 0) {
        copy("accounts", CopyRows.of(rows.newAccounts(), shard, CopyRows.ACCOUNT));
      }
      if (rows.newReservations().rows() > 0) {
        copy("reservations", CopyRows.of(rows.newReservations(), shard, CopyRows.RESERVATION));
      }
      if (rows.changedAccounts().rows() > 0) {
        update.setObject(1, rows.changedAccounts());
        update.executeUpdate();
      }
      connection.commit();
    }

    private void copy(String table, byte[] rows) throws SQLException {
      CopyIn copy =
          link.jdbc()
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY " + table + CopyRows.columns(table) + " FROM STDIN BINARY");
      copy.writeToCopy(rows, 0, rows.length);
      copy.endCopy();
    }

    @Override
    public int backendPid() throws SQLException {
      return pid(link.jdbc());
    }

    @Override
    public void close() {
      link.close();
    }
  }
}
