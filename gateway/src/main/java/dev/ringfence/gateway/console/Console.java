package dev.ringfence.gateway.console;

import com.google.protobuf.ByteString;
import dev.ringfence.gateway.http.Page;
import dev.ringfence.gateway.http.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Serves the console's files. They hold nothing but code, so nobody is asked who he is before he
 * gets them; what they ask of the API goes by its rules.
 */
public final class Console {
  /** Where it begins. */
  public static final String ROOT = "/console/";

  static final String FRONT_PAGE = "index.html";
  static final List<String> FILES =
      List.of(
          FRONT_PAGE,
          "console.css",
          "icon.svg",
          "console.js",
          "account.js",
          "api.js",
          "commands.js",
          "dom.js",
          "format.js",
          "ledger.js",
          "letters.js",
          "metrics.js",
          "overview.js",
          "pages.js",
          "sparkline.js",
          "warnings.js");

  /** Only its own scripts run, they talk to this server only, and no page puts it into a frame. */
  private static final String SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final int OK = 200;

  private Console() {}

  /** Its files by their paths, each read once. */
  public static Pages pages() {
    Map<String, Supplier<Page>> pages = new HashMap<>();
    for (String name : FILES) {
      Page page = page(ConsoleFile.read(name));
      pages.put(ROOT + name, () -> page);
    }
    pages.put(ROOT, pages.get(ROOT + FRONT_PAGE));
    return new Pages(pages, "The console has no such file; it begins at " + ROOT + "\n");
  }

  private static Page page(ConsoleFile file) {
    return new Page(
        OK,
        Map.of(
            "Content-Type", file.contentType(),
            "Content-Security-Policy", SECURITY_POLICY,
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cache-Control", "no-cache",
            "ETag", file.tag()),
        ByteString.copyFromUtf8(file.text()));
  }
}
