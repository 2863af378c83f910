package dev.ringfence.gateway.deadletters;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.rest.HttpCall;
import dev.ringfence.gateway.rest.HttpOperation;
import dev.ringfence.gateway.rest.ProblemException;
import dev.ringfence.gateway.rest.RestReason;
import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.relay.Topics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters over HTTP, for those who run the system: the list, one of them, and sending one
 * back, which is audited under the caller's name. Waits on the virtual thread of its request.
 */
public final class DeadLetterApi implements HttpHandler {
  /** Where it begins. */
  public static final String ROOT = "/v1/admin/dead-letters";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterApi.class);
  private static final int PER_SECOND = 100;

  /** Each reads whole topics. */
  private static final int CALLS_AT_ONCE = 2;

  /** More than anybody sends with a call that takes none. */
  private static final int MOST_BODY_BYTES = 4_096;

  private final DeadLetterOffice office;
  private final Authenticator authenticator;
  private final Semaphore permits = new Semaphore(CALLS_AT_ONCE);

  public DeadLetterApi(DeadLetterOffice office, Authenticator authenticator) {
    this.office = office;
    this.authenticator = authenticator;
  }

  /** What it serves, for the document. */
  public static List<HttpOperation> operations() {
    return LetterOperations.ALL;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    HttpCall.serve(exchange, this::answer);
  }

  private void answer(HttpCall call) throws IOException {
    Caller caller = call.identify(authenticator).caller();
    if (!caller.admin()) {
      throw LetterOperations.NOT_ADMIN.refusal();
    }
    if (!permits.tryAcquire()) {
      throw ProblemException.of(RestReason.TOO_MANY_CALLS);
    }
    call.holds(permits::release);
    // Nothing in it matters; but a call whose body is not read is cut off as one that comes slowly.
    var _ = call.exchange().getRequestBody().readNBytes(MOST_BODY_BYTES);
    try {
      call.send(answer(call, caller).toString());
    } catch (KafkaException away) {
      LOG.warn("The dead letters can't be reached: {}", Complaint.reason(away));
      throw LetterOperations.KAFKA_AWAY.refusal();
    }
  }

  private JsonObject answer(HttpCall call, Caller caller) {
    HttpCall.Found<HttpOperation> found = call.find(LetterOperations.ALL);
    HttpOperation asked = found.asked();
    if (asked.equals(LetterOperations.LIST)) {
      return list(call.query());
    }
    if (asked.needsKey()) {
      // Its event id makes the effect happen once; this keeps pages in a browser from calling.
      var _ = call.idempotencyKey();
    }
    String name = found.pathValues().get("letter");
    DeadLetter letter =
        office
            .find(place(name))
            .orElseThrow(
                () -> LetterOperations.NOT_FOUND.refusal("There is no dead letter " + name));
    return asked.equals(LetterOperations.REQUEUE) ? sendBack(letter, caller) : show(letter);
  }

  private JsonObject list(Map<String, String> query) {
    int limit = LetterOperations.LIMIT.take(query).orElse(LetterOperations.DEFAULT_LIMIT);
    LetterFilter filter =
        new LetterFilter(
            LetterOperations.TOPIC.take(query).orElse(List.of()),
            LetterOperations.REASON.take(query),
            LetterOperations.ACCOUNT.take(query),
            LetterOperations.SINCE.take(query),
            LetterOperations.UNTIL.take(query));
    if (!query.isEmpty()) {
      throw ProblemException.invalid(
          "query", "may hold topic, reason, account, since, until and limit, and nothing else");
    }
    LetterPage page = new LetterPage(limit);
    office.read(filter, page);
    List<DeadLetter> shown = page.letters();
    Map<LetterPlace, Integer> sentBack = office.requeueCounts(shown);
    JsonArray letters = new JsonArray();
    shown.forEach(
        letter -> letters.add(LetterJson.of(letter, sentBack.getOrDefault(letter.place(), 0))));
    JsonObject body = new JsonObject();
    body.add("letters", letters);
    body.addProperty("more", page.isMore());
    return body;
  }

  private JsonObject show(DeadLetter letter) {
    Map<LetterPlace, Integer> sentBack = office.requeueCounts(List.of(letter));
    return LetterJson.of(letter, sentBack.getOrDefault(letter.place(), 0));
  }

  private JsonObject sendBack(DeadLetter letter, Caller caller) {
    String obstacle = Requeue.obstacle(letter);
    if (obstacle != null) {
      throw LetterOperations.CANNOT_REQUEUE.refusal("It can't be sent back: " + obstacle);
    }
    JsonObject body = new JsonObject();
    body.addProperty("letter", letter.place().toString());
    try (Requeue requeue = office.requeue(PER_SECOND, caller.name())) {
      body.addProperty("sent_to", requeue.send(letter));
    }
    return body;
  }

  /** Names of anything else are refused: this is no way to read other topics. */
  private static LetterPlace place(String name) {
    try {
      LetterPlace place = LetterPlace.parse(name);
      if (LetterFilter.TOPICS.stream().map(Topics::deadLetter).anyMatch(place.topic()::equals)) {
        return place;
      }
    } catch (IllegalArgumentException noPlace) {
      // Said below.
    }
    throw ProblemException.invalid(
        "letter", "must be TOPIC:PARTITION:OFFSET in a topic of dead letters");
  }
}
