package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Identified;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Asks who calls before anything of the request is read, unless that was done in this process. */
public final class CallerInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Authenticator authenticator;

  private CallerInterceptor(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /** The same service, for callers who are known. */
  public static BindableService identifying(Authenticator authenticator, BindableService service) {
    CallerInterceptor interceptor = new CallerInterceptor(authenticator);
    return () -> ServerInterceptors.intercept(service.bindService(), interceptor);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Introduction introduction = headers.get(Introduction.KEY);
    if (introduction != null) {
      Context context = context(introduction.caller(), introduction.credentials(), call);
      return Contexts.interceptCall(context, call, headers, next);
    }
    Credentials credentials =
        new Credentials(Optional.ofNullable(headers.get(AUTHORIZATION)), certificate(call));
    Connections.Connection connection = Connections.of(call.getAttributes());
    Identified identified =
        connection == null
            ? authenticator.identify(credentials)
            : authenticator.identify(credentials, connection.patience());
    return switch (identified) {
      case Identified.Known(var caller) -> {
        UnfinishedRequest.currentIsOf(caller);
        if (connection != null) {
          connection.becomesKnown();
        }
        yield Contexts.interceptCall(context(caller, credentials, call), call, headers, next);
      }
      case Identified.Unknown unknown -> refuse(call, ErrorReason.of(unknown));
    };
  }

  private Context context(Caller caller, Credentials credentials, ServerCall<?, ?> call) {
    Context context = Context.current().withValue(Caller.CONTEXT_KEY, caller);
    return call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY
        ? context
        : context.withValue(
            StreamOrigin.CONTEXT_KEY,
            new StreamOrigin(
                authenticator,
                credentials,
                call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
  }

  private static <Q, R> ServerCall.Listener<Q> refuse(ServerCall<Q, R> call, ErrorReason reason) {
    CallError error = CallError.of(reason);
    call.close(error.getStatus(), error.getTrailers());
    return new ServerCall.Listener<>() {};
  }

  private static Optional<X509Certificate> certificate(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }
}
