package dev.ringfence.snapshotter.projection;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the projection's keys. */
public final class RedisKeys {
  /** What {@link #accountId} returns for a key that is none of the projection's. */
  public static final long OF_OTHERS = 0;

  /** What {@link #accountId} returns for a key that looks like one, but names no account. */
  public static final long OF_NOBODY = -1;

  private static final Pattern KEY = Pattern.compile("(?:account|pos):(.*?)(?::versions)?");
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,18}");
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

  /** Whose key it is. */
  public static long accountId(String key) {
    Matcher name = KEY.matcher(key);
    if (!name.matches()) {
      return OF_OTHERS;
    }
    String id = name.group(1);
    return isAccountId(id) ? Long.parseLong(id) : OF_NOBODY;
  }

  private static boolean isAccountId(String id) {
    return ID.matcher(id).matches()
        && (id.length() < LARGEST_ID.length() || id.compareTo(LARGEST_ID) <= 0);
  }

  /** All keys of an account: itself, its positions, their versions. */
  public static String[] all(long accountId) {
    return new String[] {account(accountId), positions(accountId), positionVersions(accountId)};
  }
}
