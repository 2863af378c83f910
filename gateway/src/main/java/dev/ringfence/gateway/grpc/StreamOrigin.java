package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Identified;
import io.grpc.Context;
import java.net.SocketAddress;

/**
 * How a stream was opened. What was shown then may expire or be taken back while it lasts, so it is
 * looked at again now and then.
 *
 * @param authenticator who looked at the credentials
 * @param credentials what was shown
 * @param connection tells it from others; null if nobody knows
 */
record StreamOrigin(
    Authenticator authenticator, Credentials credentials, SocketAddress connection) {
  static final Context.Key<StreamOrigin> CONTEXT_KEY = Context.key("ringfence-stream-origin");

  /** That of the call that runs on this thread. Null for a call from nobody, who may do nothing. */
  static StreamOrigin current() {
    return CONTEXT_KEY.get();
  }

  /** Who it is, if what was shown is still good. */
  Identified identifyAgain() {
    return authenticator.identify(credentials);
  }
}
