package io.github.revokespec.mock;

import com.google.gson.JsonObject;
import java.time.Duration;

/** What goes wrong with the requests that it names. "Faults on demand" in the mock's documentation tells of each member. */
public final class Fault {
  /** How a connection ends that does not end well. */
  public enum Cut { CLOSE, RESET, BODY }

  final JsonObject members = new JsonObject();
  private final JsonObject headers = new JsonObject();

  private Fault() {}

  /** A fault of requests whose path begins so. */
  public static Fault at(String path) {
    return new Fault().with("path", path);
  }

  /** A fault of any request. */
  public static Fault anywhere() {
    return new Fault();
  }

  public Fault method(String method) { return with("method", method); }

  public Fault client(String clientId) { return with("client_id", clientId); }

  public Fault user(String userId) { return with("user_id", userId); }

  public Fault token(String token) { return with("token", token); }

  /** So many requests are answered as ever first. */
  public Fault skip(int requests) { return with("skip", requests); }

  /** So many requests meet it. */
  public Fault times(int requests) { return with("times", requests); }

  /** From 0 to 1, of each request; the same seed makes the same requests meet it. */
  public Fault probability(double probability, long seed) { return with("probability", probability).with("seed", seed); }

  /** Before the mock looks at the request. */
  public Fault delay(Duration delay) { return with("delay", Mock.written(delay)); }

  /** The mock does what was asked all the same. */
  public Fault served() {
    members.addProperty("served", true);
    return this;
  }

  public Fault status(int status) { return with("status", status); }

  public Fault header(String name, String value) {
    headers.addProperty(name, value);
    members.add("headers", headers);
    return this;
  }

  public Fault body(String body) { return with("body", body); }

  /** How long the answer's body is under way. */
  public Fault slow(Duration slow) { return with("slow", Mock.written(slow)); }

  public Fault cut(Cut cut) { return with("cut", cut.name().toLowerCase(java.util.Locale.ROOT)); }

  private Fault with(String name, String value) {
    members.addProperty(name, value);
    return this;
  }

  private Fault with(String name, Number value) {
    members.addProperty(name, value);
    return this;
  }
}
