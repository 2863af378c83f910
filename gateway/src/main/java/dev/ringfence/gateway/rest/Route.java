package dev.ringfence.gateway.rest;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One line of the table: an HTTP verb and a path stand for a gRPC method. All else follows from the
 * method's descriptor.
 */
final class Route implements Addressed {
  /** The header that carries a command's request id. */
  static final String KEY_HEADER = "Idempotency-Key";

  private static final String KEY_FIELD = "request_id";

  private final String verb;
  private final PathTemplate path;
  private final MethodDescriptor<Message, Message> method;
  private final Descriptors.MethodDescriptor schema;
  private final Message requestPrototype;
  private final Map<FieldDescriptor, String> bound = new LinkedHashMap<>();

  private Route(String verb, String path, MethodDescriptor<?, ?> typed) {
    this.verb = verb;
    this.path = new PathTemplate(path);
    requestPrototype = prototype(typed.getRequestMarshaller());
    method =
        MethodDescriptor.newBuilder(
                ProtoUtils.marshaller(requestPrototype),
                ProtoUtils.marshaller(prototype(typed.getResponseMarshaller())))
            .setType(typed.getType())
            .setFullMethodName(typed.getFullMethodName())
            .build();
    schema = ((ProtoMethodDescriptorSupplier) typed.getSchemaDescriptor()).getMethodDescriptor();
    bind();
  }

  static Route get(String path, MethodDescriptor<?, ?> method) {
    return new Route("GET", path, method);
  }

  static Route post(String path, MethodDescriptor<?, ?> method) {
    return new Route("POST", path, method);
  }

  @Override
  public String verb() {
    return verb;
  }

  @Override
  public Optional<Map<String, String>> match(String rawPath) {
    return path.match(rawPath);
  }

  PathTemplate path() {
    return path;
  }

  MethodDescriptor<Message, Message> method() {
    return method;
  }

  Descriptors.MethodDescriptor schema() {
    return schema;
  }

  Descriptor input() {
    return schema.getInputType();
  }

  /** True where the rest of the request is a JSON body; else it is the query. */
  boolean takesBody() {
    return verb.equals("POST");
  }

  /** True where answers come one after the other, as server-sent events. */
  boolean isStream() {
    return method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING;
  }

  /** True where one answer may be as long as a thousand others: lists, and batches. */
  boolean hasLargeAnswer() {
    return schema.getOutputType().getFields().stream().anyMatch(FieldDescriptor::isRepeated);
  }

  Message.Builder newRequest() {
    return requestPrototype.newBuilderForType();
  }

  /** The fields that path and header fill, with the name that the caller knows each by. */
  Map<FieldDescriptor, String> bound() {
    return bound;
  }

  /** All other fields: what the body or the query may hold. */
  List<FieldDescriptor> free() {
    return input().getFields().stream().filter(field -> !bound.containsKey(field)).toList();
  }

  /** The names of these, for people. */
  String fields() {
    return free().stream()
        .map(FieldDescriptor::getJsonName)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** The field that {@link #KEY_HEADER} fills; null where it fills none. */
  FieldDescriptor keyField() {
    FieldDescriptor key = input().findFieldByName(KEY_FIELD);
    return KEY_HEADER.equals(bound.get(key)) ? key : null;
  }

  /** How the caller knows a field of the request that the service names as in the .proto. */
  String callerName(String fieldName) {
    FieldDescriptor field = input().findFieldByName(fieldName);
    return field == null ? fieldName : bound.getOrDefault(field, field.getJsonName());
  }

  private void bind() {
    for (String variable : path.variables()) {
      FieldDescriptor field = input().findFieldByName(variable);
      if (field == null) {
        throw new IllegalStateException(path + " names a field that its request has not");
      }
      bound.put(field, field.getJsonName());
    }
    FieldDescriptor key = input().findFieldByName(KEY_FIELD);
    if (takesBody() && key != null) {
      bound.put(key, KEY_HEADER);
    }
  }

  private static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
    return (Message) ((PrototypeMarshaller<?>) marshaller).getMessagePrototype();
  }
}
