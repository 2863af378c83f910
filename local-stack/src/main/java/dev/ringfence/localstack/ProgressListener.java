package dev.ringfence.localstack;

/** Hears, in one line each, about the steps that take long. Called by several threads. */
@FunctionalInterface
public interface ProgressListener {

  ProgressListener SILENT = line -> {};

  void progress(String line);
}
