package io.github.revokespec.mock;

/**
 * Who signs in where, and what for.
 *
 * @param audience null for none
 */
public record SignIn(String username, String clientId, String audience, String scope) {
  /** For {@code openid offline_access}, without an audience. */
  public SignIn(String username, String clientId) {
    this(username, clientId, null, "openid offline_access");
  }
}
