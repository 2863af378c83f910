package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.gateway.identity.ApiKey;
import dev.ringfence.gateway.identity.CredentialCheck;
import dev.ringfence.gateway.identity.KeyHash;
import dev.ringfence.gateway.testing.RefusalDetails;
import dev.ringfence.gateway.testing.TestIdentity;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that nobody signed, by the hundred over one connection. */
@Timeout(60)
final class WrongTokensTest {
  private static final GetAccountRequest REQUEST =
      GetAccountRequest.newBuilder().setAccountId(42).build();

  private final ApiKey key = TestIdentity.newKey();
  @TempDir private Path folder;
  private TestIdentity identity;
  private CredentialCheck check;
  private TestServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    identity = new TestIdentity(folder);
    identity.writeClients(
        "{\"name\":\"desk\",\"tokenSubjects\":[\"desk\"],\"apiKeys\":["
            + TestIdentity.stored(key, KeyHash.NEVER)
            + "],\"grants\":[{\"allow\":[\"all\"],\"accounts\":[\"all\"]}]}");
    check = new CredentialCheck(identity.config(), InstantSource.system());
    server = new TestServer(check);
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    channel = connect();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
    check.close();
  }

  @Test
  void shouldNotLookAtAllOfThem() throws Exception {
    String token = TestIdentity.signed(identity.ec(), TestIdentity.claims("desk").build());
    String unsigned = token.substring(0, token.lastIndexOf('.') + 1);

    List<Future<?>> calls = new ArrayList<>();
    for (int number = 0; number < 500; number++) {
      String wrong = unsigned + "A".repeat(80) + (100_000 + number);
      calls.add(AccountServiceGrpc.newFutureStub(as(wrong, channel)).getAccount(REQUEST));
    }

    Map<String, Integer> refusals = new TreeMap<>();
    for (Future<?> call : calls) {
      refusals.merge(refusal(call), 1, Integer::sum);
    }
    assertEquals(
        List.of(
            "RESOURCE_EXHAUSTED CREDENTIALS_UNCHECKED true",
            "UNAUTHENTICATED CREDENTIALS_INVALID false"),
        List.copyOf(refusals.keySet()));
    assertTrue(refusals.values().iterator().next() > 250, refusals::toString);
    assertAnswers(key.text(), channel);
    ManagedChannel other = connect();
    assertAnswers(token, other);
    other.shutdownNow();
    assertAnswers(token, channel);
  }

  private ManagedChannel connect() {
    return NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
  }

  /** With whether it says when to try again. */
  private static String refusal(Future<?> call) throws InterruptedException {
    try {
      return "none: " + call.get();
    } catch (ExecutionException refused) {
      RefusalDetails details = RefusalDetails.of((StatusRuntimeException) refused.getCause());
      return details.codeAndReason() + " " + details.hasAdvice();
    }
  }

  private static void assertAnswers(String shown, Channel connection) {
    var answer = AccountServiceGrpc.newBlockingStub(as(shown, connection)).getAccount(REQUEST);
    assertEquals(42, answer.getResult().getAccount().getAccountId());
  }

  private static Channel as(String shown, Channel connection) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + shown);
    return ClientInterceptors.intercept(
        connection, MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
