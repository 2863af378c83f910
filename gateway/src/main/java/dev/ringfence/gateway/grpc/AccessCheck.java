package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Operation;

/**
 * May this caller do this with this account? Asked before anything reaches a ring or a database.
 */
final class AccessCheck {
  private AccessCheck() {}

  /** Why not; null if they may. */
  static ErrorReason refusal(Caller caller, Operation operation, long accountId) {
    if (caller == null) {
      return ErrorReason.CREDENTIALS_MISSING;
    }
    return caller.may(operation, accountId) ? null : ErrorReason.PERMISSION_DENIED;
  }
}
