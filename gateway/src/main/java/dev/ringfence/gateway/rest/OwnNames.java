package dev.ringfence.gateway.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Answers only those who call this server by its address, as localhost, or by the name that it was
 * told to listen on. Where nobody is asked who he is, any page in a browser could else have its own
 * name lead here, and would then be of the same origin (docs/adr/0060).
 */
public final class OwnNames implements HttpHandler {
  /** Numbers and dots, or anything in brackets: no name that somebody could give away. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.%]+]");

  private static final Pattern PORT = Pattern.compile(":[0-9]*$");

  private final String ownName;
  private final HttpHandler next;

  public OwnNames(String ownName, HttpHandler next) {
    this.ownName = ownName.toLowerCase(Locale.ROOT);
    this.next = next;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    if (isOwn(exchange.getRequestHeaders().getFirst("Host"))) {
      next.handle(exchange);
    } else {
      HttpCall.serve(
          exchange,
          _ -> {
            throw ProblemException.of(RestReason.NOT_THIS_SERVER);
          });
    }
  }

  private boolean isOwn(String hostAndPort) {
    if (hostAndPort == null) {
      return false;
    }
    String host = PORT.matcher(hostAndPort.toLowerCase(Locale.ROOT)).replaceFirst("");
    return host.equals("localhost") || host.equals(ownName) || ADDRESS.matcher(host).matches();
  }
}
