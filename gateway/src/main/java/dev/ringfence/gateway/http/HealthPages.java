package dev.ringfence.gateway.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/** The three questions that probes ask: does it live, does it serve, and how is it in detail. */
final class HealthPages {
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final Supplier<HealthReport> reports;

  HealthPages(Supplier<HealthReport> reports) {
    this.reports = reports;
  }

  Page live() {
    return reports.get().live()
        ? Page.text(OK, "live\n")
        : Page.text(UNAVAILABLE, "not live: restart this process; /healthz says why\n");
  }

  Page ready() {
    HealthReport report = reports.get();
    if (report.ready()) {
      return Page.text(OK, "ready\n");
    }
    StringBuilder body = new StringBuilder("not ready: commands are refused\n");
    append(body, report.checks().stream().filter(check -> !check.isGood()).toList());
    return Page.text(UNAVAILABLE, body.toString());
  }

  Page details() {
    HealthReport report = reports.get();
    StringBuilder body = new StringBuilder(report.ready() ? "ready\n" : "not ready\n");
    append(body, report.checks());
    return Page.text(status(report), body.toString());
  }

  /** The same for machines. */
  Page json() {
    HealthReport report = reports.get();
    JsonArray checks = new JsonArray();
    for (HealthReport.Check check : report.checks()) {
      JsonObject part = new JsonObject();
      part.addProperty("name", check.name());
      part.addProperty("good", check.isGood());
      part.addProperty("reason", check.reason().name());
      part.addProperty("detail", check.detail());
      checks.add(part);
    }
    JsonObject body = new JsonObject();
    body.addProperty("live", report.live());
    body.addProperty("ready", report.ready());
    body.add("checks", checks);
    return Page.fresh(status(report), "application/json", body + "\n");
  }

  private static int status(HealthReport report) {
    return report.live() && report.ready() ? OK : UNAVAILABLE;
  }

  private static void append(StringBuilder body, List<HealthReport.Check> checks) {
    for (HealthReport.Check check : checks) {
      body.append(check.isGood() ? "ok    " : "FAIL  ")
          .append(check.name())
          .append("  ")
          .append(check.detail())
          .append('\n');
    }
  }
}
