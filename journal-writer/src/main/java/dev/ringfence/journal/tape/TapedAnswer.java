package dev.ringfence.journal.tape;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.Reason;

/** What the tape says became of a command; used again for the next one. */
public final class TapedAnswer {
  private final Answer answer = new Answer();
  private final Answer original = new Answer();
  private Reason verdict;
  private long originalFingerprint;

  /** The answer it got. */
  public Answer answer() {
    return answer;
  }

  /** What the journal found out about it then; NONE for a repeat, null for nothing. */
  public Reason verdict() {
    return verdict;
  }

  /** The first answer, where the journal found that it is a repeat. */
  public Answer original() {
    return original;
  }

  public long originalFingerprint() {
    return originalFingerprint;
  }

  void set(Reason found, long fingerprint) {
    verdict = found;
    originalFingerprint = fingerprint;
  }
}
