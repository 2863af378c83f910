package dev.ringfence.journal.tape;

import java.nio.file.Path;

/** A segment that can be read. */
record TapeSegment(Path file, SegmentHeader header) {}
