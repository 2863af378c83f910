package dev.ringfence.perf.bench;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One end of an HTTP/2 connection: frames out, frames in, and no more of it than calls need. */
final class HttpFrames implements AutoCloseable {
  /** What may be sent until the peer says that it takes more. */
  static final int FIRST_WINDOW = 65_535;

  /** Is told what came. */
  interface Receiver {
    void data(int stream, byte[] payload);

    void headers(int stream, byte[] block, boolean isEnd);

    void reset(int stream);

    void windowGrows(int bytes);

    /** This is to be sent, as the peer waits for it. */
    void reply(byte[] frame);
  }

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD_BYTES = 9;
  private static final int BUFFER_BYTES = 256 * 1_024;
  private static final int CONNECT_MILLIS = 5_000;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;

  private static final int END_STREAM = 0x1;
  private static final int ACKNOWLEDGED = 0x1;
  private static final int END_HEADERS = 0x4;
  private static final int PADDED_OR_PRIORITY = 0x28;
  private static final int CANCEL = 8;

  private final Socket socket;
  private final byte[] in = new byte[BUFFER_BYTES];
  private final ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);

  private HttpFrames(Socket socket) {
    this.socket = socket;
  }

  static HttpFrames connect(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
        CONNECT_MILLIS);
    HttpFrames frames = new HttpFrames(socket);
    frames.put(PREFACE);
    frames.put(frame(SETTINGS, 0, 0, new byte[0]));
    frames.put(windowUpdate(1 << 30));
    frames.flush();
    return frames;
  }

  /** Headers and message of a call that ends with them. */
  static byte[] request(int stream, byte[] headers, byte[] message) {
    return ByteBuffer.allocate(2 * HEAD_BYTES + headers.length + 5 + message.length)
        .put(head(HEADERS, END_HEADERS, stream, headers.length))
        .put(headers)
        .put(head(DATA, END_STREAM, stream, 5 + message.length))
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  static byte[] windowUpdate(int bytes) {
    return frame(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(bytes).array());
  }

  static byte[] reset(int stream) {
    return frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  /** Only for the thread that writes. */
  void put(byte[] frame) throws IOException {
    if (out.remaining() < frame.length) {
      flush();
    }
    out.put(frame);
  }

  void flush() throws IOException {
    socket.getOutputStream().write(out.array(), 0, out.position());
    out.clear();
  }

  /** Reads until the connection ends. */
  void readAll(Receiver receiver) throws IOException {
    DataInputStream stream = new DataInputStream(socket.getInputStream());
    int filled = 0;
    while (true) {
      int count = stream.read(in, filled, in.length - filled);
      if (count < 0) {
        return;
      }
      filled += count;
      int start = 0;
      while (filled - start >= HEAD_BYTES) {
        int end = start + HEAD_BYTES + length(start);
        if (end - start > in.length) {
          throw new EOFException("A frame is larger than HTTP/2 allows");
        }
        if (end > filled) {
          break;
        }
        receive(receiver, start, Arrays.copyOfRange(in, start + HEAD_BYTES, end));
        start = end;
      }
      System.arraycopy(in, start, in, 0, filled - start);
      filled -= start;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone either way.
    }
  }

  private void receive(Receiver receiver, int start, byte[] payload) throws IOException {
    int flags = in[start + 4];
    int stream = ByteBuffer.wrap(in, start + 5, 4).getInt();
    switch (in[start + 3]) {
      case DATA -> receiver.data(stream, payload);
      case HEADERS -> {
        if ((flags & END_HEADERS) == 0 || (flags & PADDED_OR_PRIORITY) != 0) {
          throw new IOException("Headers in a form that is not understood here");
        }
        receiver.headers(stream, payload, (flags & END_STREAM) != 0);
      }
      case RST_STREAM -> receiver.reset(stream);
      case SETTINGS -> {
        if ((flags & ACKNOWLEDGED) == 0) {
          receiver.reply(frame(SETTINGS, ACKNOWLEDGED, 0, new byte[0]));
        }
      }
      case PING -> {
        if ((flags & ACKNOWLEDGED) == 0) {
          receiver.reply(frame(PING, ACKNOWLEDGED, 0, payload));
        }
      }
      case GOAWAY -> throw new IOException("The server sends its clients away");
      case WINDOW_UPDATE -> {
        if (stream == 0) {
          receiver.windowGrows(ByteBuffer.wrap(payload).getInt());
        }
      }
      case CONTINUATION -> throw new IOException("Headers in parts are not understood here");
      default -> {
        // An extension that may be ignored.
      }
    }
  }

  private int length(int start) {
    return (in[start] & 0xff) << 16 | (in[start + 1] & 0xff) << 8 | (in[start + 2] & 0xff);
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(HEAD_BYTES + payload.length)
        .put(head(type, flags, stream, payload.length))
        .put(payload)
        .array();
  }

  private static byte[] head(int type, int flags, int stream, int length) {
    return ByteBuffer.allocate(HEAD_BYTES)
        .put((byte) (length >> 16))
        .putShort((short) length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .array();
  }
}
