package dev.ringfence.perf.bench;

import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The headers of one connection. Once the peer knows them all, those of a method are the same few
 * bytes in every call.
 */
final class LeanHeaders {
  private final String authority;
  private final String authorization;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final Set<String> known = new HashSet<>();
  private final Map<String, byte[]> indexed = new HashMap<>();

  LeanHeaders(String authority, String authorization) {
    this.authority = authority;
    this.authorization = authorization;
  }

  /** The block for a call of this method; blocks go out in the order in which they are made. */
  byte[] of(String method) {
    byte[] block = indexed.get(method);
    if (block != null) {
      return block;
    }
    byte[] encoded = encode(method);
    if (known.add(method)) {
      // What is new moves all that was known to other places.
      indexed.clear();
    } else {
      indexed.put(method, encoded);
    }
    return encoded;
  }

  /** The status in a block that came; all of them have to come by here. OK where it has none. */
  Status status(int stream, byte[] block) {
    try {
      Http2Headers headers = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block));
      CharSequence status = headers.get("grpc-status");
      if (status == null) {
        return Status.OK;
      }
      Status found = Status.fromCodeValue(Integer.parseInt(status.toString()));
      CharSequence message = headers.get("grpc-message");
      return message == null ? found : found.withDescription(message.toString());
    } catch (Http2Exception wrong) {
      throw new IllegalStateException("The server's headers can't be read", wrong);
    }
  }

  private byte[] encode(String method) {
    Http2Headers headers =
        new DefaultHttp2Headers(false)
            .method("POST")
            .scheme("http")
            .path("/" + method)
            .authority(authority)
            .add("te", "trailers")
            .add("content-type", "application/grpc");
    if (authorization != null) {
      headers.add("authorization", authorization);
    }
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(1, headers, block);
    } catch (Http2Exception impossible) {
      throw new IllegalStateException(impossible);
    }
    return ByteBufUtil.getBytes(block);
  }
}
