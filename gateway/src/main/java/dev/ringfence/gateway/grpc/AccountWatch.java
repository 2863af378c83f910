package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.gateway.changes.ChangeListener;
import dev.ringfence.gateway.changes.FeedEnd;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.identity.Operation;
import dev.ringfence.gateway.validation.Violation;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One watch: the account as it is, then its changes. Only so many wait for a slow reader; then all
 * but the newest are left out, and the versions tell how many. Told by the feed, by the shard's
 * reply and by the connection, each on a thread of its own.
 */
final class AccountWatch implements ChangeListener, Reply<CommandResult> {
  private static final int MOST_WAITING = 128;

  private final long accountId;
  private final WatchConfig config;
  private final StreamOrigin origin;
  private final ChangeFeed changes;
  private final WatchPlaces places;
  private final ServerCallStreamObserver<WatchAccountResponse> responses;
  private final long openedNanos = System.nanoTime();

  // All below is guarded by this.
  private final Deque<WatchAccountResponse> waiting = new ArrayDeque<>();
  private String client;

  /** Whether it is known how the account was when the watch began. */
  private boolean begun;

  private boolean ended;
  private long shownVersion;

  /** Since when something waits for the client; 0 if nothing does. */
  private long stalledNanos;

  AccountWatch(
      long accountId,
      WatchConfig config,
      StreamOrigin origin,
      ChangeFeed changes,
      WatchPlaces places,
      ServerCallStreamObserver<WatchAccountResponse> responses) {
    this.accountId = accountId;
    this.config = config;
    this.origin = origin;
    this.changes = changes;
    this.places = places;
    this.responses = responses;
  }

  /**
   * Begins to listen; only within the call that opens the stream.
   *
   * @return why it may not, or null
   */
  synchronized ErrorReason begin(Caller caller) {
    ErrorReason refusal = AccessCheck.refusal(caller, Operation.WATCH_ACCOUNT, accountId);
    if (refusal != null) {
      return refusal;
    }
    if (!places.tryTake(caller.name(), origin.connection())) {
      return ErrorReason.TOO_MANY_WATCHES;
    }
    client = caller.name();
    responses.setOnReadyHandler(this::flush);
    responses.setOnCancelHandler(this::cancelled);
    if (!changes.subscribe(accountId, this)) {
      places.leave(client, origin.connection());
      ended = true;
      return ErrorReason.SERVER_STOPPING;
    }
    return null;
  }

  /** How the account was when the watch began. */
  @Override
  public synchronized void send(CommandResult result) {
    if (!result.hasAccount()) {
      end(CallError.of(ErrorReason.ACCOUNT_NOT_FOUND));
      return;
    }
    if (!ended) {
      long version = result.getAccount().getVersion();
      waiting.removeIf(change -> change.getAccount().getVersion() <= version);
      waiting.addFirst(WatchAccountResponse.newBuilder().setAccount(result.getAccount()).build());
      begun = true;
      flush();
    }
  }

  @Override
  public void fail(ErrorReason reason) {
    end(CallError.of(reason));
  }

  @Override
  public void refuse(List<Violation> violations) {
    end(CallError.invalid(violations));
  }

  @Override
  public synchronized void onChanges(List<WatchAccountResponse> newer) {
    for (WatchAccountResponse change : newer) {
      if (waiting.size() == MOST_WAITING) {
        waiting.clear();
      }
      waiting.add(change);
    }
    flush();
  }

  @Override
  public synchronized void onTick(long nowNanos) {
    if (stalledNanos != 0
        && nowNanos - stalledNanos > TimeUnit.MILLISECONDS.toNanos(config.readerPatienceMillis())) {
      fail(ErrorReason.READER_TOO_SLOW);
    } else if (nowNanos - openedNanos > TimeUnit.MILLISECONDS.toNanos(config.lifeMillis())) {
      fail(ErrorReason.WATCH_OVER);
    } else {
      ErrorReason refusal = refusalNow();
      if (refusal != null) {
        fail(refusal);
      }
    }
  }

  @Override
  public void onEnd(FeedEnd why) {
    fail(
        switch (why) {
          case SHARD_LOST -> ErrorReason.SHARD_NOT_SERVING;
          case STOPPING -> ErrorReason.SERVER_STOPPING;
        });
  }

  /** Why the caller may not watch any more; null if they may. */
  private ErrorReason refusalNow() {
    return switch (origin.identifyAgain()) {
      case Identified.Known(var caller) ->
          AccessCheck.refusal(caller, Operation.WATCH_ACCOUNT, accountId);
      case Identified.Unknown unknown -> ErrorReason.of(unknown);
    };
  }

  private synchronized void flush() {
    if (ended || !begun) {
      return;
    }
    boolean wrote = false;
    while (!waiting.isEmpty() && responses.isReady()) {
      write(waiting.remove());
      wrote = true;
    }
    if (waiting.isEmpty()) {
      stalledNanos = 0;
    } else if (wrote || stalledNanos == 0) {
      stalledNanos = CommandCalls.neverZero(System.nanoTime());
    }
  }

  private void write(WatchAccountResponse change) {
    long version = change.getAccount().getVersion();
    long skipped = shownVersion == 0 ? 0 : version - shownVersion - 1;
    if (version <= shownVersion) {
      return;
    }
    shownVersion = version;
    responses.onNext(skipped == 0 ? change : change.toBuilder().setSkippedChanges(skipped).build());
  }

  private synchronized void end(CallError error) {
    if (!ended) {
      leave();
      responses.onError(error);
    }
  }

  private synchronized void cancelled() {
    if (!ended) {
      leave();
    }
  }

  private void leave() {
    ended = true;
    waiting.clear();
    changes.unsubscribe(accountId, this);
    places.leave(client, origin.connection());
  }
}
