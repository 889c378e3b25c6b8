package io.github.revokespec.mock;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A mock that runs, and what a test does to it by its control API. */
public class Mock {
  private final String url;
  private final String ca;
  private final Control control;

  /** A mock that runs at this URL, with a control API that asks for this token. */
  public Mock(String url, String controlToken) {
    this(url, controlToken, null);
  }

  /** One that serves https, with a certificate of this authority (PEM). */
  public Mock(String url, String controlToken, String ca) {
    this.url = url.replaceAll("/$", "");
    this.ca = ca;
    this.control = new Control(this.url, controlToken, ca);
  }

  /** Its address, without a slash at the end. */
  public String url() {
    return url;
  }

  /** The authority (PEM) that its certificate is of, or null where it serves http. */
  public String ca() {
    return ca;
  }

  /** A client that trusts the mock. */
  public HttpClient client() {
    return control.client;
  }

  /** What tokens say in {@code iss}. */
  public String issuer() {
    return control.ask("GET", "/.well-known/openid-configuration", null).get("issuer").getAsString();
  }

  /** Signs a user in at an application, without password, secret or page. */
  public Tokens signIn(String username, String clientId) {
    return signIn(new SignIn(username, clientId));
  }

  /** The same for a scope and an audience. */
  public Tokens signIn(SignIn wanted) {
    JsonObject body = object("username", wanted.username(), "client_id", wanted.clientId(), "audience", wanted.audience(), "scope", wanted.scope());
    JsonObject answer = control("POST", "/sign-in", body);
    return new Tokens(text(answer, "access_token"), text(answer, "refresh_token"), text(answer, "id_token"), text(answer, "scope"),
        answer.get("expires_in").getAsInt());
  }

  /** The refresh tokens of a user, oldest sign-in first: what is live, and what ended the rest. */
  public List<Token> tokens(String username) {
    return State.tokens(control("GET", "/state", null), username);
  }

  /** Has requests meet a fault. */
  public PlantedFault fail(Fault fault) {
    return new PlantedFault(this, control("POST", "/faults", fault.members).get("id").getAsInt());
  }

  /** Removes all faults. */
  public void heal() {
    control("DELETE", "/faults", null);
  }

  /** Moves the mock's clock: lifetimes and leeways run on it. */
  public void fastForward(Duration by) {
    control("POST", "/clock", object("advance", written(by)));
  }

  /** The mock's time. */
  public Instant now() {
    return Instant.parse(control("GET", "/clock", null).get("now").getAsString());
  }

  /** Brings back the seed and the present, and forgets requests and faults. Deviations stay as they are. */
  public void reset() {
    control("POST", "/reset", null);
    heal();
  }

  /** Has the mock break these rules, and no others; without names, none. */
  public void deviate(String... names) {
    JsonObject body = new JsonObject();
    body.add("names", new Gson().toJsonTree(names));
    control("PUT", "/deviations", body);
  }

  /**
   * The newest 1000 requests, oldest first.
   *
   * @param filters {@code method}, {@code path} (what it begins with), {@code client_id}, {@code status} (403 or 4xx), {@code after} (a
   *     request's number)
   */
  public List<MockRequest> requests(Map<String, String> filters) {
    String query = filters.entrySet().stream().map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue())).collect(Collectors.joining("&"));
    JsonArray list = control("GET", "/requests?" + query, null).getAsJsonArray("requests");
    List<MockRequest> all = new ArrayList<>();
    for (JsonElement each : list) {
      JsonObject r = each.getAsJsonObject();
      all.add(new MockRequest(r.get("number").getAsInt(), text(r, "method"), text(r, "path"), r.get("status").getAsInt(), text(r, "client_id"), r));
    }
    return all;
  }

  /** Makes a tenant with the seed that a mock begins with, under the next free name. */
  public Tenant tenant() {
    return tenant(null, new JsonObject());
  }

  /**
   * Makes a tenant, so that tests that run at once can each have theirs. It is made by the mock, not by another tenant.
   *
   * @param name null for the next free one
   * @param seed as in the mock's seed file
   */
  public Tenant tenant(String name, JsonObject seed) {
    JsonObject wanted = seed.deepCopy();
    if (name != null) {
      wanted.addProperty("tenant", name);
    }
    JsonObject made = control("POST", "/tenants", wanted);
    JsonObject its = made.getAsJsonObject("control");
    return new Tenant(this, text(made, "tenant"), text(its, "url"), text(its, "token"));
  }

  /**
   * Asks the control API, below {@code /_mock}, for what has no method here.
   *
   * @param body null for none
   * @return an empty object where nothing is answered
   */
  public JsonObject control(String method, String path, JsonObject body) {
    return control.ask(method, "/_mock" + path, body);
  }

  static String written(Duration duration) {
    return duration.toNanos() + "ns";
  }

  static JsonObject object(String... members) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < members.length; i += 2) {
      if (members[i + 1] != null) {
        object.addProperty(members[i], members[i + 1]);
      }
    }
    return object;
  }

  static String text(JsonObject object, String name) {
    return object.has(name) ? object.get(name).getAsString() : "";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
