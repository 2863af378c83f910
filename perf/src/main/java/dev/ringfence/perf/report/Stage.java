package dev.ringfence.perf.report;

/** One stage of a command's way through the server, as the server's own metrics tell it. */
public record Stage(String name, double medianMicros, double p99Micros) {}
