package dev.ringfence.perf.baseline;

/**
 * What makes a command idempotent: the id is unique within the account, the fingerprint tells a
 * retry from another command that wears the same id.
 */
record Identity(long accountId, String requestId, long fingerprint) {}
