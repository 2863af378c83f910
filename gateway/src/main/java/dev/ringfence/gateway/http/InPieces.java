package dev.ringfence.gateway.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Hands answers to the JDK's server in pieces. It copies what is written at once into a buffer of
 * twice that size, and keeps that for as long as the connection lasts: a list of a megabyte, asked
 * for once on each of a thousand connections, took two gigabytes while all of them were idle.
 */
final class InPieces extends Filter {
  /** As much as the buffer in between has: what is less would wait in it to be flushed. */
  private static final int PIECE_BYTES = 8_192;

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    exchange.setStreams(null, new Pieces(exchange.getResponseBody()));
    chain.doFilter(exchange);
  }

  @Override
  public String description() {
    return "writes answers in pieces";
  }

  private static final class Pieces extends FilterOutputStream {
    Pieces(OutputStream next) {
      super(next);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int at = from;
      int end = from + length;
      while (end - at >= 2 * PIECE_BYTES) {
        out.write(bytes, at, PIECE_BYTES);
        at += PIECE_BYTES;
      }
      out.write(bytes, at, end - at);
    }

    /** Without a flush before, which may fail: the server would never count the connection out. */
    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
