package dev.ringfence.perf.bench;

/**
 * One kind of load.
 *
 * @param name short, for file names and JSON
 * @param title for people
 */
record Scenario(String name, String title, Mode mode, Mix mix, Keys keys, Rate rate) {

  Scenario by(Mode otherMode) {
    return new Scenario(name, title, otherMode, mix, keys, rate);
  }

  boolean isOpenLoop() {
    return !rate.isMax();
  }

  /** The words that belong beside every figure of this load. */
  String loop() {
    return mix == Mix.INGRESS ? ingressLoop() : answerLoop();
  }

  private String ingressLoop() {
    return (isOpenLoop() ? "open loop at " + rate : "20,000 records under way at most")
        + ", latency from the planned send time of a record until its event is in Kafka";
  }

  private String answerLoop() {
    return isOpenLoop()
        ? "open loop at " + rate + ", latency from the planned send time"
        : "closed loop, latency from the actual send time";
  }
}
