package dev.ringfence.perf.simulation;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.model.Ask;
import dev.ringfence.engine.model.Told;
import dev.ringfence.engine.state.Decider;
import java.util.ArrayList;
import java.util.List;

/** One command of a client, and all that it was told about it. */
final class Question {
  /** An answer, and the seat that gave it. */
  record Hearing(Told told, long seat) {}

  private final Ask ask;
  private final long fingerprint;

  /** The newest version of the account that anybody had been told of when this was first asked. */
  private final long leastVersion;

  private final List<Hearing> heard = new ArrayList<>();
  private int deliveries;
  private boolean refusalForgotten;

  Question(Ask ask, long leastVersion) {
    this.ask = ask;
    this.leastVersion = leastVersion;
    Command command = new Command();
    ask.write(command);
    fingerprint = ask.type().isRead() ? 0 : Decider.fingerprint(command);
  }

  Ask ask() {
    return ask;
  }

  long fingerprint() {
    return fingerprint;
  }

  long leastVersion() {
    return leastVersion;
  }

  List<Hearing> heard() {
    return heard;
  }

  boolean isAnswered() {
    return !heard.isEmpty();
  }

  /** It got to a shard's ring. */
  void delivered() {
    deliveries++;
  }

  int deliveries() {
    return deliveries;
  }

  /** It was refused, and asked again after the shard had lost its memory. */
  void forgetRefusal() {
    refusalForgotten = true;
  }

  boolean isRefusalForgotten() {
    return refusalForgotten;
  }

  String key() {
    return key(ask);
  }

  static String key(Ask ask) {
    return ask.accountId() + " " + ask.requestId();
  }
}
