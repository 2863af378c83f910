package dev.ringfence.client;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Says who calls, with the token that is good when a stream is opened. */
final class BearerToken extends CallCredentials {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]+");

  private final Supplier<String> token;

  BearerToken(Supplier<String> token) {
    this.token = token;
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    Metadata headers = new Metadata();
    try {
      // A file ends with a line end, and a token with none.
      String now = token.get().strip();
      if (!now.isEmpty() && !HEADER_VALUE.matcher(now).matches()) {
        // gRPC would leave it out, and log it.
        applier.fail(
            Status.UNAUTHENTICATED.withDescription(
                "The token was not sent: it has characters that no token has"));
        return;
      }
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
