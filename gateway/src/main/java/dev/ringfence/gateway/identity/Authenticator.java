package dev.ringfence.gateway.identity;

/** Tells who calls. Runs on network threads, so it neither blocks nor throws. */
@FunctionalInterface
public interface Authenticator {
  /** Takes everybody, without looking. */
  Authenticator OPEN = credentials -> new Identified.Known(Caller.EVERYBODY);

  Identified identify(Credentials credentials);

  /** The same, for as long as there is patience with whoever shows them. */
  default Identified identify(Credentials credentials, Patience patience) {
    return identify(credentials);
  }
}
