package io.github.revokespec.mock;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Reads what the mock tells of the tenant. */
final class State {
  private State() {}

  static List<Token> tokens(JsonObject state, String username) {
    String user = null;
    for (JsonElement each : state.getAsJsonArray("users")) {
      if (each.getAsJsonObject().get("email").getAsString().equals(username)) {
        user = each.getAsJsonObject().get("user_id").getAsString();
      }
    }
    if (user == null) {
      throw new ControlException("the mock has no user " + username);
    }
    List<Token> all = new ArrayList<>();
    for (JsonElement g : state.getAsJsonArray("grants")) {
      JsonObject grant = g.getAsJsonObject();
      if (!grant.get("user_id").getAsString().equals(user)) {
        continue;
      }
      for (JsonElement f : grant.getAsJsonArray("families")) {
        for (JsonElement t : f.getAsJsonObject().getAsJsonArray("tokens")) {
          all.add(token(grant, f.getAsJsonObject(), t.getAsJsonObject()));
        }
      }
    }
    return all;
  }

  private static Token token(JsonObject grant, JsonObject family, JsonObject token) {
    List<String> scopes = grant.getAsJsonArray("scopes").asList().stream().map(JsonElement::getAsString).toList();
    String audience = grant.has("audience") ? grant.get("audience").getAsString() : "";
    String state = token.get("state").getAsString();
    return new Token(grant.get("client_id").getAsString(), audience, scopes, state.equals("live"), why(state, token, family, grant));
  }

  private static String why(String state, JsonObject... ending) {
    if (state.equals("live")) {
      return "";
    }
    for (JsonObject each : ending) {
      JsonObject end = each.getAsJsonObject("ended");
      if (state.equals("ended") && end != null && end.has("cause")) {
        return end.get("cause").getAsString();
      }
    }
    return state;
  }
}
