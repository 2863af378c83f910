package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class HostWatchTest {
  private static final String URL = "jdbc:postgresql://db:5432/ringfence";

  @Test
  void shouldSayAllWhenTheUrlSaysNothing() {
    assertEquals(
        "SET tcp_keepalives_count = 3; SET tcp_keepalives_idle = 5;"
            + " SET tcp_keepalives_interval = 2; SET tcp_user_timeout = 10000",
        HostWatch.sql(URL + "?targetServerType=primary"));
  }

  @Test
  void shouldLeaveAloneWhatTheUrlSays() {
    assertEquals(
        "SET tcp_keepalives_count = 3; SET tcp_keepalives_interval = 2",
        HostWatch.sql(
            URL + "?options=-c%20tcp_user_timeout=0%20-c%20tcp_keepalives_idle=60&user=x"));
    assertNull(
        HostWatch.sql(
            URL
                + "?options=-c%20tcp_user_timeout=0%20-c%20tcp_keepalives_idle=0"
                + "%20-c%20tcp_keepalives_interval=0%20-c%20tcp_keepalives_count=0"));
  }
}
