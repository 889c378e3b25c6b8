package io.github.revokespec.mock;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** How a mock is told what it is to be, by its environment. */
final class Settings {
  static final String PREFIX = "REVOKESPEC_MOCK_";

  private Settings() {}

  /** The variable for a flag: {@code public-url} is REVOKESPEC_MOCK_PUBLIC_URL. */
  static String variable(String flag) {
    return PREFIX + flag.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  static String newToken() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
