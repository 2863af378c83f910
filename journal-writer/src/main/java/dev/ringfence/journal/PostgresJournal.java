package dev.ringfence.journal;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.BadRow;
import dev.ringfence.engine.shard.CommitOutcome.Declined;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.CommitOutcome.RolledBack;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a shard's batches to PostgreSQL, each with one statement over one connection of its own.
 *
 * <p>When the connection is lost while a batch is under way, a new one raises the shard's epoch,
 * which waits out and then refuses whatever the old one sent, and the shard's batch number tells
 * whether the batch is in. If not, the very same batch is sent again.
 */
public final class PostgresJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresJournal.class);

  private static final String CONNECTION_DOES_NOT_EXIST = "08003";

  private final BatchLink.Source links;
  private final ShardOwnership ownership;
  private final JournalHealth health;
  private final Attempts attempts;
  private final Complaint complaint;
  private final Complaint refusal;

  /** Null while there is no connection. Closed by any thread, else the shard's own. */
  private volatile BatchLink link;

  private Fenced fenced;
  private boolean declines;
  private volatile boolean closed;

  private PostgresJournal(
      BatchLink.Source links,
      ShardOwnership ownership,
      JournalConfig config,
      JournalHealth health,
      JournalTime time) {
    this.links = links;
    this.ownership = ownership;
    attempts = new Attempts(config, time);
    complaint = new Complaint(LOG, time::nanoTime);
    refusal = new Complaint(LOG, time::nanoTime);
    this.health = health;
  }

  /** Connects. From then on only this journal can write the shard. */
  public static PostgresJournal open(
      Database database, ShardOwnership ownership, JournalConfig config, JournalHealth health)
      throws SQLException {
    return open(() -> ShardLink.open(database), ownership, config, health, JournalTime.SYSTEM);
  }

  static PostgresJournal open(
      BatchLink.Source links,
      ShardOwnership ownership,
      JournalConfig config,
      JournalHealth health,
      JournalTime time)
      throws SQLException {
    PostgresJournal journal = new PostgresJournal(links, ownership, config, health, time);
    try {
      if (journal.connect() == null) {
        throw new RefusedStartException(
            "Shard "
                + ownership.shardId()
                + " was taken over by another process: acquire it again");
      }
    } catch (SQLException | RuntimeException | Error failure) {
      // Nobody else has the journal yet: what it connected would be gone from the pool for good.
      try (journal) {
        throw failure;
      }
    }
    health.available(ownership.shardId());
    return journal;
  }

  @Override
  public CommitOutcome commit(EffectBatch batch) {
    if (fenced != null) {
      return fenced;
    }
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("Batch " + batch.number() + " has no effects");
    }
    attempts.begin();
    while (true) {
      try {
        CommitOutcome outcome = attempt(batch);
        if (fenced == null) {
          available();
        }
        return outcome;
      } catch (SQLException e) {
        closeLink();
        Fenced end = afterFailure(e);
        if (end != null) {
          return end;
        }
      }
    }
  }

  @Override
  public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
    if (fenced != null) {
      return fenced;
    }
    attempts.begin();
    while (true) {
      try {
        if (link == null && findOut(batch) instanceof Fenced notMine) {
          return notMine;
        }
        LookUp found = lookUp(doubts);
        available();
        return found;
      } catch (SQLException e) {
        closeLink();
        Fenced end = afterFailure(e);
        if (end != null) {
          return end;
        }
      }
    }
  }

  @Override
  public boolean mayAnswer() {
    return fenced == null && ownership.mayAnswer();
  }

  @Override
  public boolean isLost() {
    return ownership.isLost();
  }

  @Override
  public void close() {
    closed = true;
    closeLink();
  }

  /** For measurements. */
  BatchLink link() {
    return link;
  }

  private CommitOutcome attempt(EffectBatch batch) throws SQLException {
    if (link == null) {
      CommitOutcome known = findOut(batch);
      if (known != null) {
        return known;
      }
    }
    try {
      attempts.send();
      CrashPoint.BEFORE_COMMIT.reached();
      if (openLink().write(batch, ownership)) {
        CrashPoint.AFTER_COMMIT.reached();
        takesChangesAgain();
        return CommitOutcome.COMMITTED;
      }
    } catch (SQLException e) {
      return switch (SqlState.of(e)) {
        case BAD_DATA -> findOffenders(batch, e);
        case DECLINED -> decline(e);
        case PASSING, BROKEN -> throw e;
      };
    }
    return whyNotMine(batch);
  }

  private LookUp lookUp(List<Doubt> doubts) throws SQLException {
    try {
      return openLink().lookUp(doubts);
    } catch (SQLException e) {
      if (SqlState.of(e) == SqlState.DECLINED) {
        return decline(e);
      }
      throw e;
    }
  }

  private Declined decline(SQLException answer) {
    declines = true;
    complaint.warn(
        "PostgreSQL can't take changes of shard %d now, they are refused as not done: %s"
            .formatted(ownership.shardId(), cause(answer)));
    return new Declined("SQLSTATE " + SqlState.codeOf(answer));
  }

  private void takesChangesAgain() {
    if (declines) {
      LOG.info("PostgreSQL takes changes of shard {} again", ownership.shardId());
      declines = false;
    }
  }

  private void available() {
    health.available(ownership.shardId());
    if (!declines) {
      complaint.end();
    }
  }

  private static String cause(SQLException failure) {
    return "SQLSTATE " + SqlState.codeOf(failure) + ", " + Complaint.reason(failure);
  }

  /** Connects anew; returns the outcome if that told it, or null if the batch must be sent. */
  private CommitOutcome findOut(EffectBatch batch) throws SQLException {
    ShardClaim claim = connect();
    if (claim == null) {
      return fence(Fenced.retake("another process has taken the shard over"));
    }
    if (attempts.anySent()
        && claim.batch() == batch.number()
        && claim.sequence() == batch.get(batch.size() - 1).sequence()) {
      return CommitOutcome.COMMITTED;
    }
    if (claim.batch() == batch.number() - 1) {
      return null;
    }
    return foreign(claim, batch);
  }

  /** The shard's row was not as this journal left it; says whether work is missing. */
  private Fenced whyNotMine(EffectBatch batch) throws SQLException {
    ShardClaim claim = openLink().raise(ownership);
    return claim == null
        ? fence(Fenced.retake("another process has taken the shard over"))
        : foreign(claim, batch);
  }

  private Fenced foreign(ShardClaim claim, EffectBatch batch) {
    long acknowledged = batch.number() - 1;
    if (claim.batch() < acknowledged) {
      return fence(
          Fenced.halt(
              "history went back: PostgreSQL is at batch %d, but batch %d was acknowledged"
                  .formatted(claim.batch(), acknowledged)));
    }
    return fence(
        Fenced.retake(
            "PostgreSQL is at batch " + claim.batch() + ", written under another epoch or number"));
  }

  private ShardClaim connect() throws SQLException {
    link = links.open();
    if (closed) {
      closeLink();
    }
    ShardClaim claim = openLink().raise(ownership);
    if (claim != null) {
      ownership.raised(claim.epoch());
    }
    return claim;
  }

  private CommitOutcome findOffenders(EffectBatch batch, SQLException failure) throws SQLException {
    List<CommitOutcome.Offender> offenders = openLink().offenders(batch, ownership);
    if (offenders.isEmpty()) {
      return fence(
          Fenced.retake(
              "PostgreSQL refuses the batch with SQLSTATE "
                  + SqlState.codeOf(failure)
                  + ", but none of its effects alone"));
    }
    for (CommitOutcome.Offender offender : offenders) {
      if (offender instanceof BadRow(int _, String code) && SqlState.isDivergence(code)) {
        return fence(
            Fenced.halt(
                "memory and PostgreSQL differ, run ringfence verify: SQLSTATE "
                    + code
                    + ", "
                    + Complaint.reason(failure)));
      }
    }
    if (offenders.stream().anyMatch(BadRow.class::isInstance)) {
      refusal.warn(
          "PostgreSQL refuses rows of shard %d, which are answered as REFUSED_BY_STORE: %s. Is there a constraint or a trigger of your own?"
              .formatted(ownership.shardId(), cause(failure)));
    }
    return new RolledBack(offenders);
  }

  /** Waits, unless it is time to give up; returns the outcome then. */
  private Fenced afterFailure(SQLException failure) {
    String cause = cause(failure);
    health.unavailable(ownership.shardId(), cause);
    attempts.fail();
    complaint.warn(
        "Shard %d can't write to PostgreSQL, trying on: %s".formatted(ownership.shardId(), cause));
    if (SqlState.of(failure) == SqlState.BROKEN) {
      return fence(
          Fenced.halt("PostgreSQL does not understand the batch: " + failure.getMessage()));
    }
    if (closed) {
      return fence(Fenced.retake("the journal was closed while PostgreSQL was away"));
    }
    if (!attempts.pause()) {
      return fence(
          Fenced.retake(
              "PostgreSQL was away for " + attempts.elapsedMillis() + " ms, last with " + cause));
    }
    return null;
  }

  private Fenced fence(Fenced outcome) {
    closeLink();
    fenced = outcome;
    return outcome;
  }

  private BatchLink openLink() throws SQLException {
    BatchLink open = link;
    if (open == null) {
      throw new SQLException("the journal was closed meanwhile", CONNECTION_DOES_NOT_EXIST);
    }
    return open;
  }

  private void closeLink() {
    BatchLink open = link;
    link = null;
    if (open != null) {
      open.close();
    }
  }
}
