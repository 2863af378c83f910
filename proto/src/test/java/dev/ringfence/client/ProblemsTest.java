package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.ringfence.api.v1.Problem;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class ProblemsTest {
  @Test
  void shouldSayWhatTlsDoesNotLike() {
    Throwable handshake =
        new SSLHandshakeException("General OpenSslEngine problem")
            .initCause(
                new CertificateException(
                    "in short", new CertificateException("No name matching two found")));

    Problem unnamed = Problems.of(ended(handshake));
    handshake = new SSLHandshakeException("not an SSL/TLS record");
    Problem plain = Problems.of(ended(handshake));

    assertEquals(
        "The stream ended: io exception: No name matching two found", unnamed.getMessage());
    assertEquals("The stream ended: io exception: not an SSL/TLS record", plain.getMessage());
  }

  @Test
  void shouldSayWhichConnectionWasRefused() {
    IOException refused = new ConnectException("Connection refused: /127.0.0.1:1");
    refused.initCause(new ConnectException("finishConnect(..) failed"));

    assertEquals(
        "The stream ended: io exception: Connection refused: /127.0.0.1:1",
        Problems.of(ended(refused)).getMessage());
  }

  @Test
  void shouldGiveTheServersOwnWords() {
    com.google.rpc.Status own =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.UNAUTHENTICATED.value())
            .setMessage("Who are you?")
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setDomain("ringfence")
                        .setReason("CREDENTIALS_MISSING")
                        .build()))
            .build();

    Problem problem = Problems.of(StatusProto.toStatusRuntimeException(own));

    assertEquals("Who are you?", problem.getMessage());
    assertEquals("CREDENTIALS_MISSING", problem.getReason());
  }

  private static RuntimeException ended(Throwable cause) {
    return Status.UNAVAILABLE.withDescription("io exception").withCause(cause).asRuntimeException();
  }
}
