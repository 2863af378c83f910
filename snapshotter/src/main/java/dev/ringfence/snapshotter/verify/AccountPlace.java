package dev.ringfence.snapshotter.verify;

/** Something of an account. */
record AccountPlace(long accountId, String describe) implements Place {}
