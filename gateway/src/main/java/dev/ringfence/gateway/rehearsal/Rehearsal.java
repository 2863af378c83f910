package dev.ringfence.gateway.rehearsal;

import dev.ringfence.engine.shard.Engine;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.Shard;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.gateway.grpc.AccountGrpcService;
import dev.ringfence.gateway.grpc.CallerInterceptor;
import dev.ringfence.gateway.grpc.GrpcServer;
import dev.ringfence.gateway.grpc.GrpcServerConfig;
import dev.ringfence.gateway.grpc.WatchConfig;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.ledger.LedgerReader;
import dev.ringfence.gateway.ledger.LedgerReaderConfig;
import dev.ringfence.gateway.ledger.SharedLedger;
import dev.ringfence.journal.Complaint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.agrona.concurrent.SystemEpochClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends made-up orders through the very code that is about to serve: a gRPC port on loopback, a
 * ring, a shard, a journal. The first callers then don't pay for loading and compiling it. The
 * shard is its own and is thrown away; the journal it is given must write nothing.
 */
public final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

  /** Small, as nothing has to be remembered for long. */
  private static final int WINDOW = 8_192;

  private final RehearsalConfig config;
  private final SharedLedger ledger;

  public Rehearsal(RehearsalConfig config, LedgerReader ledgerReader) {
    this.config = config;
    ledger = new SharedLedger(ledgerReader, LedgerReaderConfig.defaults());
  }

  /** Opens the journal once it is needed. */
  @FunctionalInterface
  public interface JournalSource {
    Journal open() throws Exception;
  }

  /** Rehearses, and returns when it is enough. That it fails is no reason not to serve. */
  public void run(JournalSource journals) {
    if (!config.isWanted()) {
      return;
    }
    long startNanos = System.nanoTime();
    try (Journal journal = journals.open()) {
      int calls = run(journal);
      LOG.info("Rehearsed {} calls in {} ms", calls, (System.nanoTime() - startNanos) / 1_000_000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error failure) {
      // An error, too, as for want of threads: nobody else would say that the process may serve.
      LOG.warn(
          "The rehearsal failed; the first calls will be slower: {}", Complaint.reason(failure));
    }
  }

  private int run(Journal journal) throws IOException, InterruptedException {
    Engine engine = new Engine(1);
    ShardConfig shardConfig = shardConfig();
    Shard shard =
        new Shard(
            shardConfig,
            new ShardState(shardConfig.windows()),
            journal,
            SystemEpochClock.INSTANCE,
            EngineMetrics.NONE,
            (shardId, fenced) -> LOG.warn("The rehearsal ended early: {}", fenced.cause()));
    shard.start();
    engine.install(shard);
    AccountGrpcService service =
        new AccountGrpcService(
            engine::tryPublish, ledger, new ChangeFeed(1, _ -> true), WatchConfig.DEFAULT);
    Credentials own = ownCredentials();
    try (GrpcServer server =
        new GrpcServer(
            GrpcServerConfig.listeningOn(LOOPBACK, 0),
            List.of(CallerInterceptor.identifying(shown -> identify(shown, own), service)))) {
      server.start();
      try (RehearsalClients clients =
          new RehearsalClients(LOOPBACK + ":" + server.port(), own, config)) {
        return clients.play();
      }
    } finally {
      engine.stop(STOP_LIMIT);
    }
  }

  /**
   * Something that nobody else can show: the port is open to everybody on this machine, and what it
   * reads of the ledger is real.
   */
  private static Credentials ownCredentials() {
    return new Credentials(Optional.of("Bearer " + UUID.randomUUID()), Optional.empty());
  }

  private static Identified identify(Credentials shown, Credentials own) {
    return shown.equals(own) ? new Identified.Known(Caller.EVERYBODY) : Identified.Unknown.INVALID;
  }

  private static ShardConfig shardConfig() {
    ShardConfig usual = ShardConfig.of(0, 1);
    return new ShardConfig(
        0,
        1,
        1_024,
        512,
        usual.maxBatchBytes(),
        usual.waitMode(),
        WINDOW,
        WINDOW,
        WINDOW,
        usual.expiriesPerBatch(),
        usual.tickMillis());
  }
}
