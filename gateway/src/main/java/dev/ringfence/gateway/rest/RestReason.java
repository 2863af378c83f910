package dev.ringfence.gateway.rest;

import io.grpc.Status;

/** What only HTTP can get wrong. The names are stable, like those of all other reasons. */
public enum RestReason {
  /** No route has this path. */
  NO_SUCH_PATH(404, Status.Code.NOT_FOUND, 0, "There is nothing here: /v1/openapi.json lists all"),
  /** The path is right, the verb is not; the header Allow says which would be. */
  WRONG_VERB(405, Status.Code.UNIMPLEMENTED, 0, "Not with this verb: the header Allow names it"),
  /** The call was meant for a server of another name. Nothing was done. */
  NOT_THIS_SERVER(
      421,
      Status.Code.PERMISSION_DENIED,
      0,
      "Call this server by its address, as localhost, or by the name it listens on (http.host): it"
          + " asks nobody who he is, so it goes by what it is called"),
  /** The body is too large. */
  BODY_TOO_LARGE(413, Status.Code.INVALID_ARGUMENT, 0, "The body is too large"),
  /** The body is something else than JSON, or does not say that it is JSON. */
  NOT_JSON(
      415,
      Status.Code.INVALID_ARGUMENT,
      0,
      "The body must be JSON and say so: send Content-Type: application/json"),
  /** Something about the request is wrong; the violations say what. */
  INVALID_REQUEST(400, Status.Code.INVALID_ARGUMENT, 0, "The request is not valid"),
  /** As many calls as may be are under way. Nothing was done. */
  TOO_MANY_CALLS(
      429,
      Status.Code.RESOURCE_EXHAUSTED,
      100,
      "Too many calls at once: nothing was done, try again a little later");

  private final int httpStatus;
  private final Status.Code code;
  private final int retryAfterMillis;
  private final String message;

  RestReason(int httpStatus, Status.Code code, int retryAfterMillis, String message) {
    this.httpStatus = httpStatus;
    this.code = code;
    this.retryAfterMillis = retryAfterMillis;
    this.message = message;
  }

  int httpStatus() {
    return httpStatus;
  }

  Status.Code code() {
    return code;
  }

  int retryAfterMillis() {
    return retryAfterMillis;
  }

  String message() {
    return message;
  }
}
