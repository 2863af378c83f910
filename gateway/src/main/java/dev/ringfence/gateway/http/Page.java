package dev.ringfence.gateway.http;

/** What one path answers. */
record Page(int status, String contentType, String body) {
  private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

  static Page text(int status, String body) {
    return new Page(status, PLAIN_TEXT, body);
  }
}
