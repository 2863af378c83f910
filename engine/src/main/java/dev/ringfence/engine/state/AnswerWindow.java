package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.Hashing;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.Effect;
import java.util.Arrays;

/**
 * The request ids that were answered last, with their answers: one bounded window for those that
 * were accepted, another for those that were refused, so that a flood of refusals can't push out
 * what was accepted.
 */
final class AnswerWindow {
  static final long NONE = -1;

  private final AcceptedIds everAccepted;
  private final WindowSizes sizes;
  private final Symbols symbols;
  private final long seed;
  private AnswerRing accepted;
  private AnswerRing refused;
  private long acceptedMark;
  private long refusedMark;

  /** The refusals that were forgotten since the mark, by their places, and whose they were. */
  private int[] forgottenPlaces = new int[4];

  private long[] forgottenAccounts = new long[4];
  private int forgotten;

  AnswerWindow(WindowSizes sizes, Symbols symbols, long seed, AcceptedIds everAccepted) {
    this.sizes = sizes;
    this.symbols = symbols;
    accepted = new AnswerRing(sizes.accepted(), symbols);
    refused = new AnswerRing(sizes.refused(), symbols);
    this.everAccepted = everAccepted;
    this.seed = seed;
    mark();
  }

  /** The entry of a request id that is remembered, or {@link #NONE}. */
  long find(long accountId, Text requestId) {
    int hash = (int) key(accountId, requestId);
    int found = accepted.find(hash, accountId, requestId);
    if (found >= 0) {
      return 2L * found;
    }
    found = refused.find(hash, accountId, requestId);
    return found >= 0 ? 2L * found + 1 : NONE;
  }

  /** One step towards an entry, for {@link Lookahead}: the newest of either bucket. */
  long newest(int hash) {
    return ((long) accepted.newest(hash) << 32) | Integer.toUnsignedLong(refused.newest(hash));
  }

  /** The next step. */
  long follow(long newest) {
    return accepted.follow((int) (newest >>> 32)) + refused.follow((int) newest);
  }

  long fingerprint(long entry) {
    return ring(entry).fingerprint((int) (entry >>> 1));
  }

  /** Gives the stored answer again, marked as replayed. */
  void read(long entry, Answer answer) {
    AnswerRing ring = ring(entry);
    ring.read((int) (entry >>> 1), answer);
    answer.accepted(ring == accepted).replayed(true);
  }

  /** Remembers an answer; whether it was accepted says in which window. */
  void add(long accountId, Text requestId, long fingerprint, Answer answer) {
    long key = key(accountId, requestId);
    if (answer.accepted()) {
      accepted.add((int) key, accountId, requestId, fingerprint, answer);
      everAccepted.add(key);
    } else {
      refused.add((int) key, accountId, requestId, fingerprint, answer);
    }
  }

  /** Remembers the answer to the command that had this effect, on the symbol of this number. */
  void add(Effect effect, int symbol) {
    long key = key(effect.accountId(), effect.requestId());
    accepted.add((int) key, effect, symbol);
    everAccepted.add(key);
  }

  /** Whether a request id that no window knows may have been accepted before they begin. */
  boolean mayHaveAccepted(long accountId, Text requestId) {
    return everAccepted.mayContain(key(accountId, requestId));
  }

  AcceptedIds everAccepted() {
    return everAccepted;
  }

  /** Forgets that it was refused. */
  void forgetRefusal(long accountId, Text requestId) {
    int found = refused.find((int) key(accountId, requestId), accountId, requestId);
    if (found < 0) {
      return;
    }
    if (forgotten == forgottenPlaces.length) {
      forgottenPlaces = Arrays.copyOf(forgottenPlaces, 2 * forgotten);
      forgottenAccounts = Arrays.copyOf(forgottenAccounts, 2 * forgotten);
    }
    forgottenPlaces[forgotten] = found;
    forgottenAccounts[forgotten] = accountId;
    forgotten++;
    refused.setAccount(found, AnswerRing.NOBODY);
  }

  /** Forgets all refusals, as a restart does. */
  void forgetRefusals() {
    refused = new AnswerRing(sizes.refused(), symbols);
    mark();
  }

  /** Forgets all that was accepted, as a restart does before it reads the end of the ledger. */
  void forgetAccepted() {
    accepted = new AnswerRing(sizes.accepted(), symbols);
    mark();
  }

  /** Marks a point in both windows, to come back to. */
  void mark() {
    acceptedMark = accepted.next();
    refusedMark = refused.next();
    forgotten = 0;
  }

  /** Takes out all that came since the mark, and remembers what was forgotten. */
  void removeSinceMark() {
    while (forgotten > 0) {
      forgotten--;
      refused.setAccount(forgottenPlaces[forgotten], forgottenAccounts[forgotten]);
    }
    while (accepted.next() > acceptedMark) {
      accepted.removeNewest();
    }
    while (refused.next() > refusedMark) {
      refused.removeNewest();
    }
  }

  private AnswerRing ring(long entry) {
    return (entry & 1) == 0 ? accepted : refused;
  }

  /** What an id is found by; the windows use the lower half. */
  long key(long accountId, Text requestId) {
    return Hashing.ofKey(seed, accountId, requestId);
  }
}
