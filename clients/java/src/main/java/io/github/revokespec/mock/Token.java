package io.github.revokespec.mock;

import java.util.List;

/**
 * A refresh token as the mock knows it: not what it is, but what has become of it.
 *
 * @param why it is not live: spent, expired, or what has ended it, such as revocation
 */
public record Token(String clientId, String audience, List<String> scopes, boolean live, String why) {}
