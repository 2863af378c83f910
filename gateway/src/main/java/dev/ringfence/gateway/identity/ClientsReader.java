package dev.ringfence.gateway.identity;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import dev.ringfence.gateway.admission.ClientLimits;
import dev.ringfence.gateway.admission.ClientQuota;
import dev.ringfence.gateway.watch.UnusableFileException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/** The clients file: its format is told in docs/security.md. */
final class ClientsReader {
  private static final Gson GSON =
      new GsonBuilder().setStrictness(Strictness.STRICT).disableHtmlEscaping().create();
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern SALT = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final String EVERY = "all";

  /** Where the file does not say: half of what the ring of one shard holds. */
  private static final ClientLimits LIMITS = new ClientLimits(0, 0, 4_096);

  private ClientsReader() {}

  /** Reads it. Who was there before, with the same limits, keeps what is counted. */
  static Clients read(byte[] content, Clients before) {
    JsonFields file = JsonFields.of("file", parse(content));
    List<Client> clients = new ArrayList<>();
    for (JsonFields fields : file.objects("clients")) {
      clients.add(client(fields, before));
    }
    file.end();
    return new Clients(clients);
  }

  /** Null where there is nothing in it. */
  static JsonElement parse(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    JsonElement parsed;
    try {
      parsed = GSON.fromJson(text, JsonElement.class);
    } catch (JsonParseException broken) {
      // Its message may repeat what it stumbled over, which could be a secret.
      throw new UnusableFileException("it is not JSON");
    }
    if (parsed != null) {
      JsonNames.requireOnce("file", text);
    }
    return parsed;
  }

  private static Client client(JsonFields fields, Clients before) {
    String name = matching(fields, "name", NAME, "must be 1 to 64 letters, digits, '.', '_', '-'");
    List<KeyHash> keys = fields.objects("apiKeys").stream().map(ClientsReader::key).toList();
    Set<X500Principal> certificates =
        fields.texts("certificates").stream()
            .map(subject -> principal(fields, subject))
            .collect(Collectors.toSet());
    Set<String> tokenSubjects = Set.copyOf(fields.texts("tokenSubjects"));
    List<Grant> grants = fields.objects("grants").stream().map(ClientsReader::grant).toList();
    boolean admin = fields.flag("admin");
    ClientLimits limits = fields.object("limits").map(ClientsReader::limits).orElse(LIMITS);
    fields.end();
    ClientQuota quota =
        before
            .named(name)
            .map(Caller::quota)
            .filter(known -> known.limits().equals(limits))
            .orElseGet(() -> new ClientQuota(limits, System.nanoTime()));
    return new Client(new Caller(name, grants, admin, quota), keys, certificates, tokenSubjects);
  }

  private static ClientLimits limits(JsonFields fields) {
    int requestsPerSecond = fields.number("requestsPerSecond", 0);
    int usualBurst = requestsPerSecond == 0 ? 0 : Math.max(requestsPerSecond / 10, 1);
    int burst = fields.number("burst", usualBurst);
    int inFlight = fields.number("inFlight", LIMITS.inFlight());
    fields.end();
    try {
      return new ClientLimits(requestsPerSecond, burst, inFlight);
    } catch (IllegalArgumentException wrong) {
      throw new UnusableFileException(fields.where() + ": " + wrong.getMessage(), wrong);
    }
  }

  private static KeyHash key(JsonFields fields) {
    KeyHash key =
        new KeyHash(
            matching(fields, "id", KEY_ID, "must be 16 hexadecimal digits"),
            matching(fields, "salt", SALT, "must be 32 hexadecimal digits"),
            matching(fields, "sha256", SHA_256, "must be 64 hexadecimal digits"),
            fields
                .optionalText("expires")
                .map(text -> instant(fields, "expires", text))
                .orElse(KeyHash.NEVER));
    fields.optionalText("created").ifPresent(text -> instant(fields, "created", text));
    fields.end();
    return key;
  }

  private static Grant grant(JsonFields fields) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    for (String word : fields.texts("allow")) {
      List<Operation> named = operations(word);
      if (named.isEmpty()) {
        throw fields.wrong("allow", "names no operation with '" + word + "'; " + Operation.words());
      }
      operations.addAll(named);
    }
    List<AccountRange> accounts = new ArrayList<>();
    for (String text : fields.texts("accounts")) {
      accounts.add(range(fields, text));
    }
    fields.end();
    if (operations.isEmpty() || accounts.isEmpty()) {
      throw new UnusableFileException(fields.where() + " must name operations and accounts");
    }
    return new Grant(operations, accounts);
  }

  private static List<Operation> operations(String word) {
    return EnumSet.allOf(Operation.class).stream()
        .filter(
            operation ->
                word.equals(EVERY)
                    || word.equals(operation.word())
                    || word.equals(operation.group().word()))
        .toList();
  }

  /** {@code 42}, {@code 1-1000} or {@code all}. */
  private static AccountRange range(JsonFields fields, String text) {
    if (text.equals(EVERY)) {
      return AccountRange.ALL;
    }
    int dash = text.indexOf('-');
    try {
      long first = Long.parseLong(dash < 0 ? text : text.substring(0, dash));
      return new AccountRange(first, dash < 0 ? first : Long.parseLong(text.substring(dash + 1)));
    } catch (IllegalArgumentException wrong) {
      throw fields.wrong("accounts", "must be such as '42', '1-1000' or 'all', not '" + text + "'");
    }
  }

  private static X500Principal principal(JsonFields fields, String subject) {
    try {
      return new X500Principal(subject);
    } catch (IllegalArgumentException wrong) {
      throw fields.wrong("certificates", "must be subjects such as CN=orders,O=Example");
    }
  }

  private static Instant instant(JsonFields fields, String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException wrong) {
      throw fields.wrong(name, "must be a time such as 2027-06-30T00:00:00Z");
    }
  }

  private static String matching(JsonFields fields, String name, Pattern pattern, String rule) {
    String text = fields.text(name);
    if (!pattern.matcher(text).matches()) {
      throw fields.wrong(name, rule);
    }
    return text;
  }
}
