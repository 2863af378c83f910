package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.identity.Identified;
import io.grpc.Status;

/**
 * Why a call ends with an error rather than an answer. The names are stable: they are the reasons
 * of the google.rpc.ErrorInfo that comes with every error, in the domain {@code ringfence}.
 */
public enum ErrorReason {
  /** The request is wrong; google.rpc.BadRequest names the fields. Nothing was done. */
  INVALID_REQUEST(
      Status.Code.INVALID_ARGUMENT, 0, "The request is not valid; the details name the fields"),
  /** The request is no message of this API. Nothing was done. */
  UNREADABLE_REQUEST(
      Status.Code.INVALID_ARGUMENT, 0, "The request can't be read as a message of this API"),
  /** The request is too large once it is unpacked. Nothing was done. */
  REQUEST_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED, 0, "The request is too large"),
  /** The request did not come to its end before its time, or its room, was needed. */
  REQUEST_UNFINISHED(
      Status.Code.RESOURCE_EXHAUSTED,
      1_000,
      "The request was begun and not sent to its end in time: nothing was done, send all of it"),
  /** The call shows nothing that tells who makes it. Nothing was done. */
  CREDENTIALS_MISSING(
      Status.Code.UNAUTHENTICATED,
      0,
      "Who are you? Send an API key or a token as: authorization: Bearer ..., or a certificate"),
  /** The call shows credentials that are not accepted here. Nothing was done. */
  CREDENTIALS_INVALID(Status.Code.UNAUTHENTICATED, 0, "These credentials are not accepted"),
  /** The call shows a token that was good once. Nothing was done. */
  CREDENTIALS_EXPIRED(
      Status.Code.UNAUTHENTICATED, 0, "This token has expired: get a new one and try again"),
  /** The call shows a token that nobody looked at, after too many wrong ones. Nothing was done. */
  CREDENTIALS_UNCHECKED(
      Status.Code.RESOURCE_EXHAUSTED,
      1_000,
      "Too many wrong tokens came over this connection: this one was not looked at, try again later"),
  /** The caller is known, and may not do this with this account. Nothing was done. */
  PERMISSION_DENIED(
      Status.Code.PERMISSION_DENIED,
      0,
      "You may not do this with this account: ask whoever runs this server for the scope"),
  /** There is no such account to watch. */
  ACCOUNT_NOT_FOUND(Status.Code.NOT_FOUND, 0, "There is no such account: open it first"),
  /** As many watches are open as may be: in all, of this client, or on this connection. */
  TOO_MANY_WATCHES(
      Status.Code.RESOURCE_EXHAUSTED,
      1_000,
      "As many watches are open as may be: end some, or try again later"),
  /** As many sessions are open as may be: in all, or of this client. Nothing was done. */
  TOO_MANY_SESSIONS(
      Status.Code.RESOURCE_EXHAUSTED,
      1_000,
      "As many sessions are open as may be: end some, or try again later"),
  /** The client's calls come faster than it may make them. Nothing was done. */
  CLIENT_TOO_FAST(
      Status.Code.RESOURCE_EXHAUSTED,
      100,
      "Your calls come faster than agreed: nothing was done, try again a little later"),
  /** The client has as many calls under way as it may have. Nothing was done. */
  CLIENT_TOO_MANY(
      Status.Code.RESOURCE_EXHAUSTED,
      50,
      "You have as many calls under way as agreed: nothing was done, try again a little later"),
  /** The account's shard has as much to do as it may. Nothing was done. */
  SHARD_BUSY(
      Status.Code.RESOURCE_EXHAUSTED, 50, "Too busy: nothing was done, try again a little later"),
  /** The account's shard is recovering, paused or stopping. Nothing was done. */
  SHARD_NOT_SERVING(
      Status.Code.UNAVAILABLE, 500, "Not serving just now: nothing was done, try again later"),
  /** As many of the shard's events as may wait to be published do so. Nothing was done. */
  OUTBOX_FULL(
      Status.Code.RESOURCE_EXHAUSTED,
      1_000,
      "Too many events wait to be published: nothing was done, try again later; reads are served"),
  /** The caller's deadline passed before the command was decided. Nothing was done. */
  DEADLINE_PASSED(
      Status.Code.DEADLINE_EXCEEDED,
      0,
      "The deadline passed before the command was decided: nothing was done"),
  /** It was decided, but whether it is durable could not be learnt in time. */
  OUTCOME_UNKNOWN(
      Status.Code.UNAVAILABLE,
      500,
      "The outcome is unknown: ask again with the same request id, or call GetOutcome"),
  /** The server stops, and has answered all it had taken; nothing else was done. */
  SERVER_STOPPING(
      Status.Code.UNAVAILABLE,
      500,
      "The server stops: connect again, and ask again for what was not answered"),
  /** A watch has lasted as long as one may. */
  WATCH_OVER(Status.Code.UNAVAILABLE, 100, "The watch has lasted as long as one may: watch again"),
  /** The stream's answers were not read for too long. */
  READER_TOO_SLOW(
      Status.Code.ABORTED,
      0,
      "Cut off, as nothing was read for too long: ask again for what was not answered"),
  /** Too many reads of the ledger are waiting. */
  LEDGER_BUSY(
      Status.Code.RESOURCE_EXHAUSTED,
      100,
      "Too many reads of the ledger: try again a little later"),
  /** The ledger can't be read just now. */
  LEDGER_UNAVAILABLE(
      Status.Code.UNAVAILABLE, 500, "The ledger can't be read just now: try again later"),
  /** A defect of the server. */
  INTERNAL(
      Status.Code.INTERNAL,
      0,
      "A defect of the server: the outcome is unknown, ask again with the same request id");

  /** Under which errors name their reasons: another's may sound alike. */
  public static final String DOMAIN = "ringfence";

  private final Status.Code code;
  private final int retryAfterMillis;
  private final String message;

  ErrorReason(Status.Code code, int retryAfterMillis, String message) {
    this.code = code;
    this.retryAfterMillis = retryAfterMillis;
    this.message = message;
  }

  /** Why credentials are not accepted. */
  public static ErrorReason of(Identified.Unknown unknown) {
    return switch (unknown) {
      case MISSING -> CREDENTIALS_MISSING;
      case INVALID -> CREDENTIALS_INVALID;
      case EXPIRED -> CREDENTIALS_EXPIRED;
      case UNCHECKED -> CREDENTIALS_UNCHECKED;
    };
  }

  public Status.Code code() {
    return code;
  }

  /** After how long a retry makes sense; 0 where the error carries no RetryInfo. */
  public int retryAfterMillis() {
    return retryAfterMillis;
  }

  public String message() {
    return message;
  }

  /** Whether a command that ends like this has certainly done nothing. */
  public boolean saysThatNothingWasDone() {
    return switch (this) {
      case INVALID_REQUEST,
          UNREADABLE_REQUEST,
          REQUEST_TOO_LARGE,
          REQUEST_UNFINISHED,
          CREDENTIALS_MISSING,
          CREDENTIALS_INVALID,
          CREDENTIALS_EXPIRED,
          CREDENTIALS_UNCHECKED,
          PERMISSION_DENIED,
          ACCOUNT_NOT_FOUND,
          TOO_MANY_WATCHES,
          TOO_MANY_SESSIONS,
          CLIENT_TOO_FAST,
          CLIENT_TOO_MANY,
          SHARD_BUSY,
          SHARD_NOT_SERVING,
          OUTBOX_FULL,
          DEADLINE_PASSED,
          SERVER_STOPPING,
          WATCH_OVER,
          LEDGER_BUSY,
          LEDGER_UNAVAILABLE ->
          true;
      case OUTCOME_UNKNOWN, READER_TOO_SLOW, INTERNAL -> false;
    };
  }

  /** Whether the caller should not have asked, whatever the server's state. */
  boolean isCallersFault() {
    return switch (this) {
      case INVALID_REQUEST,
          UNREADABLE_REQUEST,
          REQUEST_TOO_LARGE,
          REQUEST_UNFINISHED,
          CREDENTIALS_MISSING,
          CREDENTIALS_INVALID,
          CREDENTIALS_EXPIRED,
          CREDENTIALS_UNCHECKED,
          PERMISSION_DENIED,
          CLIENT_TOO_FAST ->
          true;
      // Too many under way is a matter of the moment, as a busy shard is: the rest is served.
      case CLIENT_TOO_MANY,
          ACCOUNT_NOT_FOUND,
          TOO_MANY_WATCHES,
          TOO_MANY_SESSIONS,
          SHARD_BUSY,
          SHARD_NOT_SERVING,
          OUTBOX_FULL,
          DEADLINE_PASSED,
          OUTCOME_UNKNOWN,
          SERVER_STOPPING,
          WATCH_OVER,
          READER_TOO_SLOW,
          LEDGER_BUSY,
          LEDGER_UNAVAILABLE,
          INTERNAL ->
          false;
    };
  }
}
