package io.github.revokespec.mock;

/**
 * What a sign-in yields.
 *
 * @param refreshToken empty where the scope asks for none
 * @param idToken empty where the scope asks for none
 * @param expiresIn seconds, of the access token
 */
public record Tokens(String accessToken, String refreshToken, String idToken, String scope, int expiresIn) {
  @Override
  public String toString() {
    return "Tokens[scope=" + scope + "]"; // they are in no output
  }
}
