package dev.ringfence.gateway.testing;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;

/**
 * What a caller is told when a call ends with an error.
 *
 * @param reason of the ErrorInfo of this domain, or {@link #NONE}
 * @param fields of the BadRequest
 * @param hasAdvice whether there is a RetryInfo
 */
public record RefusalDetails(
    Status.Code code, String reason, List<String> fields, boolean hasAdvice) {
  /** gRPC itself gives no reason. */
  public static final String NONE = "without a reason";

  public static RefusalDetails of(Throwable failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    String reason = NONE;
    List<String> fields = new ArrayList<>();
    boolean hasAdvice = false;
    try {
      for (Any detail : status == null ? List.<Any>of() : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          reason = info.getDomain().equals("ringfence") ? info.getReason() : info.toString();
        } else if (detail.is(BadRequest.class)) {
          detail
              .unpack(BadRequest.class)
              .getFieldViolationsList()
              .forEach(violation -> fields.add(violation.getField()));
        }
        hasAdvice |= detail.is(RetryInfo.class);
      }
    } catch (InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
    return new RefusalDetails(Status.fromThrowable(failure).getCode(), reason, fields, hasAdvice);
  }

  public String codeAndReason() {
    return code + " " + reason;
  }
}
