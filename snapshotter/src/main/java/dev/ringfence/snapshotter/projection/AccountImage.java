package dev.ringfence.snapshotter.projection;

import dev.ringfence.engine.domain.AccountStatus;

/** An account's cash at a version, with amounts as readers see them: decimals like "150.25". */
public record AccountImage(
    long accountId,
    long version,
    String balance,
    String reserved,
    String currency,
    AccountStatus status) {}
