package dev.ringfence.gateway.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * How this process looks up hosts: the address of a name as ever, and never the name of an address.
 * Nothing of ours wants that, but the JDK's HTTPS server asks for it for each connection before it
 * reads. Where DNS gives no answer that takes ten seconds, and a call has five: every probe would
 * find a process that is dead (docs/adr/0080).
 */
public final class ForwardLookUps extends InetAddressResolverProvider {
  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver usual = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return usual.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        throw new UnknownHostException("Names of addresses are not asked for");
      }
    };
  }

  @Override
  public String name() {
    return "forward look-ups alone";
  }
}
