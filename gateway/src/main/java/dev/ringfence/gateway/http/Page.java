package dev.ringfence.gateway.http;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;

/**
 * What one path answers.
 *
 * @param headers one value each; to whoever shows the {@code ETag} that is among them, nothing else
 *     is sent
 * @param body as it is sent: all who are slow to read it share it
 */
public record Page(int status, Map<String, String> headers, ByteString body) {
  private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

  public Page {
    headers = Map.copyOf(headers);
  }

  static Page text(int status, String body) {
    return fresh(status, PLAIN_TEXT, body);
  }

  /** That of this moment: nobody keeps it. */
  static Page fresh(int status, String contentType, String body) {
    return new Page(
        status,
        Map.of("Content-Type", contentType, "Cache-Control", "no-store"),
        ByteString.copyFromUtf8(body));
  }

  /** The same with one more header. */
  Page with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Page(status, more, body);
  }
}
