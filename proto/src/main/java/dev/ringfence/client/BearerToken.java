package dev.ringfence.client;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Says who calls, with the token that is good when a stream is opened. */
final class BearerToken extends CallCredentials {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Supplier<String> token;

  BearerToken(Supplier<String> token) {
    this.token = token;
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    Metadata headers = new Metadata();
    try {
      String now = token.get();
      if (!now.isEmpty()) {
        headers.put(AUTHORIZATION, "Bearer " + now);
      }
    } catch (RuntimeException failure) {
      // Whoever makes tokens may be away for a moment; what it says might show a secret.
      applier.fail(
          Status.UNAVAILABLE.withDescription(
              "No token could be had: " + failure.getClass().getName()));
      return;
    }
    applier.apply(headers);
  }
}
