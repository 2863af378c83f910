package dev.ringfence.gateway.http;

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
    return reports.get().ready()
        ? Page.text(OK, "ready\n")
        : Page.text(UNAVAILABLE, "not ready: commands are refused; /healthz says why\n");
  }

  Page details() {
    HealthReport report = reports.get();
    StringBuilder body = new StringBuilder(report.ready() ? "ready\n" : "not ready\n");
    for (HealthReport.Check check : report.checks()) {
      body.append(check.good() ? "ok    " : "FAIL  ")
          .append(check.name())
          .append("  ")
          .append(check.detail())
          .append('\n');
    }
    return Page.text(report.live() && report.ready() ? OK : UNAVAILABLE, body.toString());
  }
}
