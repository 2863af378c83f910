package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionResponse;
import dev.ringfence.api.v1.SessionServiceGrpc.SessionServiceImplBase;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of answers that have come in, but not been looked at, when a client closes. */
@Timeout(60)
final class ClosingTest {
  private static final SessionAnswer BUSY =
      SessionAnswer.newBuilder()
          .setProblem(
              Problem.newBuilder().setCode("RESOURCE_EXHAUSTED").setReason("SHARD_BUSY").build())
          .build();
  private static final SessionAnswer DONE =
      SessionAnswer.newBuilder()
          .setResult(CommandResult.newBuilder().setOutcome(Outcome.OUTCOME_ACCEPTED))
          .build();

  @Test
  void shouldHearAllOfAnAnswerThoughItClosesMeanwhile() throws Exception {
    CountDownLatch hung = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Together(hung))
            .build()
            .start();
    RingfenceClient client =
        RingfenceClient.connect(ClientConfig.to("127.0.0.1:" + server.getPort()));
    try {
      CompletableFuture<Answer> first = client.deposit(deposit("first"));
      CompletableFuture<Void> keeper = first.thenAccept(answer -> await(release));
      CompletableFuture<Answer> busy = client.deposit(deposit("busy"));
      CompletableFuture<Answer> done = client.deposit(deposit("done"));
      hung.countDown();

      // Long enough for the answers to come in, which wait for the thread that is kept.
      client.close(Duration.ofSeconds(3));
      release.countDown();

      keeper.get(30, TimeUnit.SECONDS);
      assertInstanceOf(Answer.Accepted.class, done.get(30, TimeUnit.SECONDS));
      ExecutionException failure =
          assertThrows(ExecutionException.class, () -> busy.get(30, TimeUnit.SECONDS));
      NotDoneException notDone = assertInstanceOf(NotDoneException.class, failure.getCause());
      assertEquals("CLIENT_CLOSED", notDone.problem().getReason());
    } finally {
      client.close();
      server.shutdownNow();
    }
  }

  private static DepositRequest deposit(String requestId) {
    return DepositRequest.newBuilder().setAccountId(1).setRequestId(requestId).build();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers the first by itself, and the two behind it in one message: busy, done. */
  private static final class Together extends SessionServiceImplBase {
    private final CountDownLatch hung;
    private final SessionResponse.Builder both = SessionResponse.newBuilder();

    Together(CountDownLatch hung) {
      this.hung = hung;
    }

    @Override
    public StreamObserver<SessionRequest> session(StreamObserver<SessionResponse> responses) {
      return new StreamObserver<>() {
        @Override
        public void onNext(SessionRequest request) {
          await(hung);
          request.getCommandsList().forEach(command -> take(command, responses));
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          responses.onCompleted();
        }
      };
    }

    private void take(SessionCommand command, StreamObserver<SessionResponse> responses) {
      SessionAnswer answer = command.getDeposit().getRequestId().equals("busy") ? BUSY : DONE;
      SessionAnswer.Builder own = answer.toBuilder().setCorrelationId(command.getCorrelationId());
      if (command.getDeposit().getRequestId().equals("first")) {
        responses.onNext(SessionResponse.newBuilder().addAnswers(own).build());
      } else if (both.addAnswers(own).getAnswersCount() == 2) {
        responses.onNext(both.build());
      }
    }
  }
}
