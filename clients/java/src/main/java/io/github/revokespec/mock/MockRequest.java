package io.github.revokespec.mock;

import com.google.gson.JsonObject;

/**
 * A request that the mock was sent. Tokens and secrets in it are called what they are.
 *
 * @param status 0: nothing was answered
 * @param clientId empty where it names no application
 * @param raw all that the mock tells of it: its body, query and headers
 */
public record MockRequest(int number, String method, String path, int status, String clientId, JsonObject raw) {}
