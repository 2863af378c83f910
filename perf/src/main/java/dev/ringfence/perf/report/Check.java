package dev.ringfence.perf.report;

/** One comparison of what was acknowledged with what is held. */
public record Check(String words, long changes, boolean agrees) {}
