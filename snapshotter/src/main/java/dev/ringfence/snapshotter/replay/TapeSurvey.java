package dev.ringfence.snapshotter.replay;

import dev.ringfence.journal.tape.TapeLibrary;
import dev.ringfence.journal.tape.TapeReader;
import dev.ringfence.journal.tape.TapedBatch;
import dev.ringfence.journal.tape.TapedBatch.Joint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a shard's tape has behind a position, seen before anything is done with it. */
final class TapeSurvey {
  private final int shardId;
  private final Position from;
  private final long until;
  private final List<String> notes;
  private ReplayFinding finding;
  private long commands;
  private long last;
  private long knownBatch;
  private long rememberedFrom;
  private boolean isEmpty = true;
  private boolean hasBegun;
  private long tailRows;

  private TapeSurvey(int shardId, Position from, long until, List<String> notes) {
    this.shardId = shardId;
    this.from = from;
    this.until = until;
    this.notes = new ArrayList<>(notes);
  }

  /**
   * Where a state is.
   *
   * @param batch the last batch that is in it
   * @param sequence of its last effect
   * @param timeMillis of that batch
   */
  record Position(long batch, long sequence, long timeMillis) {}

  static TapeSurvey of(TapeLibrary library, int shardId, Position from, long until)
      throws IOException {
    TapeSurvey survey = new TapeSurvey(shardId, from, until, library.unreadable());
    try (TapeReader reader = library.reader(shardId)) {
      survey.read(reader);
    }
    return survey;
  }

  /** Whether a shard that is at a batch has yet to do this one. */
  static boolean isBehind(TapedBatch batch, long from) {
    return batch.numberBefore() >= from;
  }

  /** How many commands are behind the position. */
  long commands() {
    return commands;
  }

  /** What a person should know, but is as it may be. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** Why it can't be followed to its end; null if it can. */
  ReplayFinding finding() {
    return finding;
  }

  /** How many rows a shard that was rebuilt read at most, if that was not all of its ledger. */
  int tailRows() {
    return (int) Math.min(tailRows, Integer.MAX_VALUE);
  }

  /** From where on the shard that is at the position remembers its ledger; 0 if not known. */
  long rememberedFrom() {
    return rememberedFrom;
  }

  private void read(TapeReader reader) throws IOException {
    for (TapedBatch batch = reader.next();
        batch != null && batch.number() <= until && finding == null;
        batch = reader.next()) {
      see(batch);
    }
    knownBatch = Math.max(last, reader.startedAt());
    notes.addAll(reader.flaws());
    if (finding != null) {
      return;
    }
    if (reader.isDamagedAtEnd()) {
      finding = damage();
    } else if (isEmpty && knownBatch == 0) {
      notes.add("shard " + shardId + ": nothing is on the tape");
    } else if (knownBatch < Math.min(from.batch(), until)) {
      finding = endsBefore(from.batch());
    } else if (Math.min(knownBatch, until) > Math.max(last, from.batch())) {
      finding = missing(Math.max(last, from.batch()), knownBatch);
    }
  }

  private void see(TapedBatch batch) {
    isEmpty = false;
    if (batch.joint() == Joint.FORK) {
      finding = fork(batch);
      return;
    }
    if (batch.joint() == Joint.RESTART) {
      if (batch.rememberedFrom() > 1) {
        tailRows = Math.max(tailRows, batch.sequenceBefore() - batch.rememberedFrom() + 1);
      }
      if (batch.numberBefore() <= from.batch()) {
        rememberedFrom = batch.rememberedFrom();
      }
    }
    if (batch.number() == from.batch() && batch.effects() > 0 && !isSame(batch)) {
      finding = batch.isOpen() ? null : foreign(batch);
    } else if (isBehind(batch, from.batch())) {
      boolean isGap = hasBegun ? batch.joint() == Joint.GAP : batch.numberBefore() > from.batch();
      if (isGap) {
        finding = missing(Math.max(last, from.batch()), batch.numberBefore());
        return;
      }
      hasBegun = true;
      commands += batch.commands();
      if (batch.isOpen()) {
        notes.add(
            "shard "
                + shardId
                + ": batch "
                + batch.number()
                + " was being committed when its process died, and nothing on the tape tells whether it"
                + " was; it is taken as done, as nobody was told anything else");
      }
    }
    last = Math.max(last, batch.number());
  }

  private boolean isSame(TapedBatch batch) {
    return batch.lastSequence() == from.sequence() && batch.timeMillis() == from.timeMillis();
  }

  private ReplayFinding missing(long before, long behind) {
    String what =
        before < behind
            ? "batches %d to %d are missing".formatted(before + 1, behind)
            : "batches without effects are missing behind batch " + before;
    return ReplayFinding.ofBatch(
        shardId,
        before,
        "a gap in the tape. If another process had the shard then, name its folder with --tape, too;"
            + " if the tape had stopped (its log says why), go as far as --until "
            + before
            + " and make a backup",
        "the batch behind " + before,
        what);
  }

  private ReplayFinding damage() {
    return ReplayFinding.ofBatch(
        shardId,
        last,
        "the tape is damaged, and what is behind batch "
            + last
            + " can't be read. Take the file from another copy of the folder, if there is one, or go"
            + " as far as --until "
            + last,
        "whole files",
        notes.getLast());
  }

  private ReplayFinding endsBefore(long there) {
    return ReplayFinding.ofBatch(
        shardId,
        knownBatch,
        "the tape ends before the database. Is it the tape of this database, and of every process that"
            + " had the shard?",
        "batch " + there,
        "batch " + knownBatch);
  }

  private ReplayFinding foreign(TapedBatch batch) {
    return ReplayFinding.ofBatch(
        shardId,
        batch.number(),
        "the tape is of another database, or of another history of this one: its batch "
            + batch.number()
            + " is not the one that is there",
        "effects to %d at %d".formatted(batch.lastSequence(), batch.timeMillis()),
        "effects to %d at %d".formatted(from.sequence(), from.timeMillis()));
  }

  private ReplayFinding fork(TapedBatch batch) {
    return ReplayFinding.ofBatch(
        shardId,
        batch.number(),
        "two histories on one tape: after a restore another one was written; move the segments of"
            + " the one that was given up out of the folder",
        "each batch once",
        "batch " + batch.number() + " again");
  }
}
