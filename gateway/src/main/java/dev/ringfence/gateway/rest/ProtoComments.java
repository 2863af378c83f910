package dev.ringfence.gateway.rest;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The comments of the .proto files. Generated code has none, so the build keeps them beside it. */
final class ProtoComments {
  private static final String RESOURCE = "/ringfence/api.binpb";

  private final Map<String, Map<List<Integer>, String>> byFile = new HashMap<>();

  static ProtoComments load() {
    try (InputStream stream = ProtoComments.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCE + " is missing: build module proto again");
      }
      return new ProtoComments(FileDescriptorSet.parseFrom(stream));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private ProtoComments(FileDescriptorSet files) {
    for (FileDescriptorProto file : files.getFileList()) {
      Map<List<Integer>, String> comments = new HashMap<>();
      for (Location location : file.getSourceCodeInfo().getLocationList()) {
        if (location.hasLeadingComments()) {
          comments.put(location.getPathList(), oneLine(location.getLeadingComments()));
        }
      }
      byFile.put(file.getName(), comments);
    }
  }

  String of(MethodDescriptor method) {
    return find(
        method.getFile().getName(),
        List.of(
            FileDescriptorProto.SERVICE_FIELD_NUMBER,
            method.getService().getIndex(),
            2,
            method.getIndex()));
  }

  String of(Descriptor message) {
    return find(message.getFile().getName(), path(message));
  }

  String of(FieldDescriptor field) {
    return find(
        field.getFile().getName(), below(path(field.getContainingType()), 2, field.getIndex()));
  }

  String of(EnumDescriptor type) {
    return find(type.getFile().getName(), path(type));
  }

  String of(EnumValueDescriptor value) {
    return find(value.getFile().getName(), below(path(value.getType()), 2, value.getIndex()));
  }

  private String find(String file, List<Integer> path) {
    return byFile.getOrDefault(file, Map.of()).getOrDefault(path, "");
  }

  private static List<Integer> path(Descriptor message) {
    return message.getContainingType() == null
        ? List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, message.getIndex())
        : below(path(message.getContainingType()), 3, message.getIndex());
  }

  private static List<Integer> path(EnumDescriptor type) {
    return type.getContainingType() == null
        ? List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex())
        : below(path(type.getContainingType()), 4, type.getIndex());
  }

  private static List<Integer> below(List<Integer> path, int fieldNumber, int index) {
    List<Integer> longer = new ArrayList<>(path);
    longer.add(fieldNumber);
    longer.add(index);
    return longer;
  }

  private static String oneLine(String comment) {
    return comment.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
