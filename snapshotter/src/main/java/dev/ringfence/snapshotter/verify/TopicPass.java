package dev.ringfence.snapshotter.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ringfence.journal.relay.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads all of {@code trading.account.events} and looks every event up in the ledger; then looks
 * for published rows whose event never came. What was published is read before the topic's end is,
 * and the ledger after each event, so shards and relays may go on meanwhile.
 */
final class TopicPass {
  private static final String ACCOUNTS = "SELECT account_id, version FROM accounts";

  private final DataSource dataSource;
  private final Map<String, Object> kafka;
  private final String topic;
  private final LedgerEvents ledger;
  private final TopicLetters letters = new TopicLetters();
  private final TopicOrder order = new TopicOrder(letters);
  private final List<TopicEvent> unchecked = new ArrayList<>();

  /** First events of accounts that begin in the middle; what was before them must be old. */
  private final List<TopicEvent> beginnings = new ArrayList<>();

  private Map<TopicPartition, Long> starts = Map.of();
  private long aged;

  TopicPass(DataSource dataSource, Map<String, Object> kafka, String topic) {
    this.dataSource = dataSource;
    this.kafka = kafka;
    this.topic = topic;
    this.ledger = new LedgerEvents(dataSource);
  }

  void run(Tally tally) throws SQLException {
    Published published = Published.read(dataSource);
    try (TopicScan scan = new TopicScan(kafka)) {
      scan.read(Topics.deadLetter(topic), letters::add);
      starts = scan.read(topic, record -> take(TopicEvent.of(record, tally), tally));
    }
    checkEvents(tally);
    checkBeginnings(tally);
    checkEnds(published);
  }

  /** What came of it besides, for people. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "%,d accounts have events in %s; %,d events came twice or more, with the same id and version"
            .formatted(order.accounts(), topic, order.duplicates()));
    if (aged > 0) {
      notes.add("%,d events are older than the topic's retention".formatted(aged));
    }
    if (letters.size() > 0) {
      notes.add("%,d events are dead letters instead".formatted(letters.size()));
    }
    return notes;
  }

  private void take(TopicEvent event, Tally tally) throws SQLException {
    tally.row();
    unchecked.add(event);
    if (unchecked.size() == LedgerEvents.PORTION) {
      checkEvents(tally);
      checkBeginnings(tally);
    }
  }

  /** Content first, so that an event that nobody wrote is called that, and no gap. */
  private void checkEvents(Tally tally) throws SQLException {
    LedgerEvents.Row[] rows = ledger.find(unchecked.stream().map(TopicEvent::ledgerKey).toList());
    for (int index = 0; index < rows.length; index++) {
      TopicEvent event = unchecked.get(index);
      EventComparison.compare(event, rows[index], tally);
      if (order.add(event, tally)) {
        beginnings.add(event);
      }
      tally.count(Check.EVENTS_PUBLISHED);
    }
    unchecked.clear();
  }

  private void checkBeginnings(Tally tally) throws SQLException {
    LedgerEvents.Row[] rows =
        ledger.find(
            beginnings.stream()
                .map(event -> new LedgerEvents.Key(event.accountId(), event.version() - 1))
                .toList());
    for (int index = 0; index < rows.length; index++) {
      TopicEvent event = beginnings.get(index);
      LedgerEvents.Row before = rows[index];
      if (before == null || letters.nextAlive(event.accountId(), 1) == event.version()) {
        // A ledger with gaps is found out elsewhere.
        continue;
      }
      if (hasLostNothing(event.partition())
          || order.isYoungerThanRetention(event.partition(), before.shardId(), before.sequence())) {
        throw tally.diverged(
            Check.EVENTS_PUBLISHED,
            event,
            "first version",
            "the one before, as retention has not come to it",
            Long.toString(event.version()));
      }
      aged += event.version() - 1;
    }
    beginnings.clear();
  }

  /** Whether retention took nothing from the partition. */
  private boolean hasLostNothing(int partition) {
    return starts.getOrDefault(new TopicPartition(topic, partition), 0L) == 0;
  }

  /** Every account must have got as far as the relays had. */
  private void checkEnds(Published published) throws SQLException {
    List<LedgerEvents.Key> candidates = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement = connection.prepareStatement(ACCOUNTS)) {
        statement.setFetchSize(LedgerEvents.PORTION);
        try (ResultSet accounts = statement.executeQuery()) {
          while (accounts.next()) {
            addCandidate(accounts.getLong(1), accounts.getLong(2), candidates);
            if (candidates.size() == LedgerEvents.PORTION) {
              checkUnpublished(candidates, published);
            }
          }
        }
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
    checkUnpublished(candidates, published);
  }

  /** The version that must not be published if all is well: the next, or any that has aged. */
  private void addCandidate(long accountId, long newest, List<LedgerEvents.Key> candidates) {
    long last = order.lastVersion(accountId);
    long next = letters.nextAlive(accountId, last + 1);
    if (next <= newest) {
      boolean mayHaveAged = last == 0 && !hasLostNothing(partitionOf(accountId));
      candidates.add(new LedgerEvents.Key(accountId, mayHaveAged ? newest : next));
    }
  }

  private void checkUnpublished(List<LedgerEvents.Key> candidates, Published published)
      throws SQLException {
    LedgerEvents.Row[] rows = ledger.find(candidates);
    for (int index = 0; index < rows.length; index++) {
      LedgerEvents.Key key = candidates.get(index);
      LedgerEvents.Row row = rows[index];
      if (row == null || !published.holds(row.shardId(), row.sequence())) {
        continue;
      }
      int partition = partitionOf(key.accountId());
      boolean mayHaveAged = order.lastVersion(key.accountId()) == 0 && !hasLostNothing(partition);
      if (!mayHaveAged || order.isYoungerThanRetention(partition, row.shardId(), row.sequence())) {
        throw missing(key, row);
      }
      aged += key.version();
    }
    candidates.clear();
  }

  private DivergedException missing(LedgerEvents.Key key, LedgerEvents.Row row) {
    return new DivergedException(
        new Divergence(
            Check.EVENTS_PUBLISHED,
            "account %d, version %d (shard %d, sequence %d)"
                .formatted(key.accountId(), key.version(), row.shardId(), row.sequence()),
            key.accountId(),
            key.version(),
            "event",
            "an event in " + topic + ", as the relay says it was published",
            "none"));
  }

  /** Where a Kafka producer puts the account, if nothing was seen of it. */
  private int partitionOf(long accountId) {
    if (order.lastVersion(accountId) > 0) {
      return order.partition(accountId);
    }
    byte[] key = Long.toString(accountId).getBytes(US_ASCII);
    return starts.isEmpty() ? 0 : Utils.toPositive(Utils.murmur2(key)) % starts.size();
  }
}
