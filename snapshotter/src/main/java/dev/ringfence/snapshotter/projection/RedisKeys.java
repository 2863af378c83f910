package dev.ringfence.snapshotter.projection;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the projection's keys. */
public final class RedisKeys {
  /** What {@link #accountId} returns for a key that is none of the projection's. */
  public static final long OF_OTHERS = 0;

  private static final String ID = "([1-9][0-9]{0,18})";
  private static final Pattern KEY =
      Pattern.compile("account:" + ID + "|pos:" + ID + "(?::versions)?");
  private static final String LARGEST_ID = Long.toString(Long.MAX_VALUE);

  private RedisKeys() {}

  public static String account(long accountId) {
    return "account:" + accountId;
  }

  public static String positions(long accountId) {
    return "pos:" + accountId;
  }

  /** The versions of the positions, by symbol. */
  public static String positionVersions(long accountId) {
    return "pos:" + accountId + ":versions";
  }

  /** Whose key it is. What names no account was never written here, however much it looks so. */
  public static long accountId(String key) {
    Matcher name = KEY.matcher(key);
    if (!name.matches()) {
      return OF_OTHERS;
    }
    String id = name.group(1) == null ? name.group(2) : name.group(1);
    return id.length() < LARGEST_ID.length() || id.compareTo(LARGEST_ID) <= 0
        ? Long.parseLong(id)
        : OF_OTHERS;
  }

  /** All keys of an account: itself, its positions, their versions. */
  public static String[] all(long accountId) {
    return new String[] {account(accountId), positions(accountId), positionVersions(accountId)};
  }
}
