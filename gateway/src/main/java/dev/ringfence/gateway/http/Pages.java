package dev.ringfence.gateway.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers GET and HEAD, and tells everybody else what there is. */
public final class Pages implements HttpHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(Pages.class);
  private static final int NOT_MODIFIED = 304;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int INTERNAL_ERROR = 500;
  private static final long NO_BODY = -1;

  private final Map<String, Supplier<Page>> pages;
  private final Page notFound;

  /**
   * @param pages by path, made when they are asked for
   * @param otherwise what is said of all other paths
   */
  public Pages(Map<String, Supplier<Page>> pages, String otherwise) {
    this.pages = Map.copyOf(pages);
    notFound = Page.text(NOT_FOUND, otherwise);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, page(exchange));
    }
  }

  private Page page(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    Supplier<Page> page = pages.get(path);
    if (page == null) {
      return notFound;
    }
    if (!exchange.getRequestMethod().equals("GET") && !isHead(exchange)) {
      return Page.text(METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here\n")
          .with("Allow", "GET, HEAD");
    }
    try {
      return page.get();
    } catch (RuntimeException defect) {
      LOGGER.error("The page {} could not be made", path, defect);
      return Page.text(INTERNAL_ERROR, "A defect of the server; its log says more\n");
    }
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    page.headers().forEach(exchange.getResponseHeaders()::set);
    String tag = page.headers().get("ETag");
    if (tag != null && tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(NOT_MODIFIED, NO_BODY);
    } else if (isHead(exchange)) {
      exchange.sendResponseHeaders(page.status(), NO_BODY);
    } else {
      exchange.sendResponseHeaders(page.status(), page.body().size());
      page.body().writeTo(exchange.getResponseBody());
    }
  }

  private static boolean isHead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("HEAD");
  }
}
