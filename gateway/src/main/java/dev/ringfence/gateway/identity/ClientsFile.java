package dev.ringfence.gateway.identity;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ringfence.gateway.watch.UnusableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;

/** The clients file, as it is changed by a tool. All that it says about others stays as it is. */
public final class ClientsFile {
  private static final List<Client> NOBODY = List.of();
  private static final List<String> USUAL_ALLOW = List.of("trade", "read");
  private static final List<String> USUAL_ACCOUNTS = List.of("all");

  private final Path file;

  public ClientsFile(Path file) {
    this.file = behindLinks(file);
  }

  /**
   * Gives a client one more key. A client who is not there yet is put there, with leave to do what
   * is said here. Several processes may do this at once.
   *
   * @param name of the client
   * @param allow operations for a new client; empty: to trade and to read
   * @param accounts for a new client; empty: all
   * @return false if the client was there before
   * @throws UnusableFileException also if leave is said for a client who has some already
   */
  public boolean addKey(
      String name, KeyHash key, Instant now, List<String> allow, List<String> accounts) {
    try (FileGuard _ = FileGuard.of(file)) {
      JsonObject root = read();
      JsonArray clients = array(root, "clients");
      JsonObject client = find(clients, name);
      boolean isNew = client == null;
      if (isNew) {
        client =
            newClient(
                name,
                allow.isEmpty() ? USUAL_ALLOW : allow,
                accounts.isEmpty() ? USUAL_ACCOUNTS : accounts);
        clients.add(client);
      } else if (!allow.isEmpty() || !accounts.isEmpty()) {
        throw new UnusableFileException(
            "client "
                + name
                + " is there already, and a key changes nothing of what it may do: leave out"
                + " --allow and --accounts, and edit its grants in the file");
      }
      array(client, "apiKeys").add(json(key, now));
      byte[] content =
          new GsonBuilder()
              .setPrettyPrinting()
              .disableHtmlEscaping()
              .create()
              .toJson(root)
              .concat("\n")
              .getBytes(StandardCharsets.UTF_8);
      ClientsReader.read(content, new Clients(NOBODY));
      replace(content);
      return isNew;
    } catch (IOException failure) {
      throw new UnusableFileException(
          file + " can't be changed: " + failure.getClass().getSimpleName(), failure);
    } catch (UnusableFileException | IllegalStateException wrong) {
      throw new UnusableFileException(file + " can't be changed: " + wrong.getMessage(), wrong);
    }
  }

  /** The link is to stay one: others may read, and change, the file by its own name. */
  private static Path behindLinks(Path file) {
    try {
      return Files.exists(file) ? file.toRealPath() : file;
    } catch (IOException gone) {
      return file;
    }
  }

  private JsonObject read() throws IOException {
    if (!Files.exists(file)) {
      return new JsonObject();
    }
    JsonElement content = ClientsReader.parse(Files.readAllBytes(file));
    ClientsReader.read(Files.readAllBytes(file), new Clients(NOBODY));
    return content.getAsJsonObject();
  }

  /** A server that reads it just now sees the old file or the new one, never half of it. */
  private void replace(byte[] content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path next =
        Files.createTempFile(
            folder,
            file.getFileName().toString(),
            ".next",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(next, content);
      if (Files.exists(file)) {
        Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(file));
        keepOwners(next);
      }
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /** Whoever reads the file must still be able to when somebody else, as root, has changed it. */
  private void keepOwners(Path next) throws IOException {
    PosixFileAttributes before = Files.readAttributes(file, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(next, PosixFileAttributeView.class);
    PosixFileAttributes now = view.readAttributes();
    try {
      if (!now.group().equals(before.group())) {
        view.setGroup(before.group());
      }
      if (!now.owner().equals(before.owner())) {
        view.setOwner(before.owner());
      }
    } catch (FileSystemException refused) {
      throw new UnusableFileException(
          "it belongs to %s, group %s, and would not any more: run this as that user, or as root"
              .formatted(before.owner().getName(), before.group().getName()),
          refused);
    }
  }

  private static JsonArray array(JsonObject object, String name) {
    // Null is allowed as well.
    if (!(object.get(name) instanceof JsonArray)) {
      object.add(name, new JsonArray());
    }
    return object.getAsJsonArray(name);
  }

  private static JsonObject find(JsonArray clients, String name) {
    for (JsonElement client : clients) {
      if (client.getAsJsonObject().get("name").getAsString().equals(name)) {
        return client.getAsJsonObject();
      }
    }
    return null;
  }

  private static JsonObject newClient(String name, List<String> allow, List<String> accounts) {
    JsonObject grant = new JsonObject();
    grant.add("allow", texts(allow));
    grant.add("accounts", texts(accounts));
    JsonObject client = new JsonObject();
    client.addProperty("name", name);
    array(client, "apiKeys");
    array(client, "grants").add(grant);
    return client;
  }

  private static JsonArray texts(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private static JsonObject json(KeyHash key, Instant now) {
    JsonObject json = new JsonObject();
    json.addProperty("id", key.id());
    json.addProperty("salt", key.salt());
    json.addProperty("sha256", key.sha256());
    json.addProperty("created", now.toString());
    if (!key.expires().equals(KeyHash.NEVER)) {
      json.addProperty("expires", key.expires().toString());
    }
    return json;
  }
}
