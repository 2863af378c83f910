package dev.ringfence.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** One end of an HTTP/2 connection that keeps to no rule but its own. */
public final class RawHttp2 implements AutoCloseable {
  /** Kinds of frames. */
  public enum Frame {
    DATA,
    HEADERS,
    PRIORITY,
    RST_STREAM,
    SETTINGS,
    PUSH_PROMISE,
    PING,
    GOAWAY,
    WINDOW_UPDATE,
    CONTINUATION
  }

  public static final int END_STREAM = 0x1;
  public static final int ACKNOWLEDGED = 0x1;
  public static final int END_HEADERS = 0x4;

  /** What the other end says when it goes because of how this one behaves. */
  public static final int ENHANCE_YOUR_CALM = 11;

  public static final int PROTOCOL_ERROR = 1;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final Frame[] FRAMES = Frame.values();

  private final Socket socket;
  private final OutputStream out;
  private final Map<Frame, Integer> received = new EnumMap<>(Frame.class);
  private OptionalInt farewell = OptionalInt.empty();
  private String headers = "";

  public RawHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
  }

  public void sendBytes(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  public void sendPreface() throws IOException {
    out.write(PREFACE);
    send(Frame.SETTINGS, 0, 0, new byte[0]);
  }

  public void send(Frame frame, int flags, int stream, byte[] payload) throws IOException {
    out.write(bytes(frame, flags, stream, payload));
  }

  /** A frame, for several that are sent together. Its kind's number is its place in the list. */
  @SuppressWarnings("EnumOrdinal")
  public static byte[] bytes(Frame frame, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) frame.ordinal())
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** The headers of a call to GetAccount, and more. */
  public static byte[] callHeaders(String... namesAndValues) {
    return headersOf("ringfence.v1.AccountService/GetAccount", namesAndValues);
  }

  /** The headers of a call to this method, and more. */
  public static byte[] headersOf(String method, String... namesAndValues) {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    literal(headers, ":method", "POST");
    literal(headers, ":scheme", "http");
    literal(headers, ":path", "/" + method);
    literal(headers, ":authority", "test");
    literal(headers, "content-type", "application/grpc");
    literal(headers, "te", "trailers");
    for (int index = 0; index < namesAndValues.length; index += 2) {
      literal(headers, namesAndValues[index], namesAndValues[index + 1]);
    }
    return headers.toByteArray();
  }

  /** Reads until the other end closes; false if it has not done so in time. */
  public boolean isClosedWithin(int millis) throws IOException {
    return readUntil(() -> false, millis);
  }

  /** Reads until so many frames of a kind have come; false if they have not in time. */
  public boolean receives(Frame frame, int count, int millis) throws IOException {
    return !readUntil(() -> received(frame) >= count, millis) && received(frame) >= count;
  }

  /** Whether the other end closed before that was so, and in time. */
  private boolean readUntil(BooleanSupplier isEnough, int millis) throws IOException {
    long latestNanos = System.nanoTime() + millis * 1_000_000L;
    DataInputStream in = new DataInputStream(socket.getInputStream());
    try {
      while (!isEnough.getAsBoolean()) {
        long leftMillis = (latestNanos - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
          return false;
        }
        socket.setSoTimeout((int) leftMillis);
        read(in);
      }
      return false;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (EOFException | SocketException closed) {
      return true;
    }
  }

  /** Why the other end closed; empty if it did not in time, or gave no reason. */
  public OptionalInt reasonOfClosingWithin(int millis) throws IOException {
    return isClosedWithin(millis) ? farewell : OptionalInt.empty();
  }

  /** The last headers that came, as they are on the wire: what is short is plain text there. */
  public String headers() {
    return headers;
  }

  public int received(Frame frame) {
    return received.getOrDefault(frame, 0);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void read(DataInputStream in) throws IOException {
    byte[] head = new byte[9];
    in.readFully(head);
    int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
    byte[] payload = new byte[length];
    in.readFully(payload);
    if (head[3] >= FRAMES.length) {
      return;
    }
    Frame frame = FRAMES[head[3]];
    received.merge(frame, 1, Integer::sum);
    if (frame == Frame.HEADERS) {
      headers = new String(payload, StandardCharsets.ISO_8859_1);
    }
    if (frame == Frame.GOAWAY) {
      farewell = OptionalInt.of(ByteBuffer.wrap(payload).getInt(Integer.BYTES));
    }
    if (frame == Frame.PING && (head[4] & ACKNOWLEDGED) == 0) {
      send(Frame.PING, ACKNOWLEDGED, 0, payload);
    }
  }

  /** Without an index and without Huffman's code; lengths up to 16,383. */
  private static void literal(ByteArrayOutputStream headers, String name, String value) {
    headers.write(0);
    text(headers, name);
    text(headers, value);
  }

  private static void text(ByteArrayOutputStream headers, String text) {
    int length = text.length();
    if (length < 127) {
      headers.write(length);
    } else {
      headers.write(127);
      int rest = length - 127;
      while (rest >= 128) {
        headers.write(rest % 128 + 128);
        rest /= 128;
      }
      headers.write(rest);
    }
    headers.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
