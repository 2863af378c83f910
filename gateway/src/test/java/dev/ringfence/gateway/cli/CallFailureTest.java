package dev.ringfence.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CallFailureTest {
  @ParameterizedTest
  @CsvSource({
    "RESOURCE_EXHAUSTED, ringfence, SHARD_BUSY",
    "RESOURCE_EXHAUSTED, ringfence, CLIENT_TOO_MANY",
    "RESOURCE_EXHAUSTED, ringfence, REQUEST_TOO_LARGE",
    "UNAVAILABLE, ringfence, SHARD_NOT_SERVING",
    "DEADLINE_EXCEEDED, ringfence, DEADLINE_PASSED",
    "INVALID_ARGUMENT, ringfence, INVALID_REQUEST",
    "PERMISSION_DENIED, ringfence, PERMISSION_DENIED"
  })
  void shouldBeSureThatNothingWasDoneWhereTheServerSaysSo(
      Status.Code code, String domain, String reason) {
    assertFalse(explain(failure(code, domain, reason)).mayBeDone());
  }

  /** What is between may say so after it has passed a command on; and so may a newer server. */
  @ParameterizedTest
  @CsvSource({
    "RESOURCE_EXHAUSTED, a.proxy, SHARD_BUSY",
    "RESOURCE_EXHAUSTED, ringfence, NEVER_HEARD_OF",
    "UNAVAILABLE, a.proxy, SHARD_NOT_SERVING",
    "UNAVAILABLE, ringfence, OUTCOME_UNKNOWN",
    "UNAVAILABLE, ringfence, NEVER_HEARD_OF",
    "DEADLINE_EXCEEDED, a.proxy, DEADLINE_PASSED",
    "INTERNAL, ringfence, INTERNAL",
    "ABORTED, ringfence, READER_TOO_SLOW",
    "CANCELLED, a.proxy, GONE"
  })
  void shouldStayUnsureWhereItDoesNot(Status.Code code, String domain, String reason) {
    CallFailure explained = explain(failure(code, domain, reason));

    assertTrue(explained.mayBeDone());
    assertEquals(3, explained.exitCode());
  }

  /** As when an answer is too large to be taken, or a connection is ended with "calm down". */
  @ParameterizedTest
  @CsvSource({"RESOURCE_EXHAUSTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", "UNKNOWN"})
  void shouldStayUnsureWhereGrpcItselfSpeaks(Status.Code code) {
    CallFailure explained = explain(code.toStatus().withDescription("broken").asRuntimeException());

    assertTrue(explained.mayBeDone());
    assertEquals(3, explained.exitCode());
  }

  @Test
  void shouldBeSureThatNothingWasDoneWithoutAConnection() {
    StatusRuntimeException refused =
        Status.UNAVAILABLE.withCause(new ConnectException("refused")).asRuntimeException();

    assertFalse(explain(refused).mayBeDone());
  }

  @Test
  void shouldSayWhatTlsDoesNotLike() {
    Throwable handshake =
        new SSLHandshakeException("General OpenSslEngine problem")
            .initCause(new CertificateException("No name matching two found"));

    CallFailure explained = explain(Status.UNAVAILABLE.withCause(handshake).asRuntimeException());

    assertTrue(explained.message().contains("No name matching two found"), explained.message());
    assertFalse(explained.mayBeDone());
  }

  @Test
  void shouldAskForTlsWhereAConnectionEndsWithoutAnAnswer() {
    CallFailure explained =
        explain(Status.UNAVAILABLE.withDescription("Network closed").asRuntimeException());

    assertTrue(explained.message().contains("--tls"), explained.message());
    assertFalse(explained.message().contains("Can't reach"), explained.message());
    assertTrue(explained.mayBeDone());
  }

  private static CallFailure explain(StatusRuntimeException failure) {
    return CallFailure.of(failure, "127.0.0.1:7400", Duration.ofSeconds(1));
  }

  private static StatusRuntimeException failure(Status.Code code, String domain, String reason) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage("it is over")
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setDomain(domain).setReason(reason).build()))
            .build());
  }
}
