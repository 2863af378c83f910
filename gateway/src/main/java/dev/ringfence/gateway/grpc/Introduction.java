package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Credentials;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.InputStream;

/**
 * Who makes a call that begins in this process: somebody was asked already, and answered for. It
 * goes over the in-process channel as the object that it is. It can't be made from bytes, so nobody
 * else can bring one along (docs/adr/0055).
 *
 * @param caller who it is
 * @param credentials what was shown, by which a stream is judged again while it lasts
 */
public record Introduction(Caller caller, Credentials credentials) {
  static final Metadata.Key<Introduction> KEY =
      Metadata.Key.of("ringfence-introduction-bin", new NeverFromBytes());

  /** The same channel, for the calls of this caller. */
  public Channel over(Channel local) {
    Metadata headers = new Metadata();
    headers.put(KEY, this);
    return ClientInterceptors.intercept(local, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static final class NeverFromBytes
      implements Metadata.BinaryStreamMarshaller<Introduction> {
    @Override
    public InputStream toStream(Introduction introduction) {
      return new Carrier(introduction);
    }

    /** What came over a network is another stream. */
    @Override
    public Introduction parseStream(InputStream stream) {
      return stream instanceof Carrier carrier ? carrier.introduction : null;
    }
  }

  /** Has no bytes; within this process the stream itself arrives. */
  private static final class Carrier extends InputStream {
    private final Introduction introduction;

    Carrier(Introduction introduction) {
      this.introduction = introduction;
    }

    @Override
    public int read() {
      return -1;
    }
  }
}
