package io.github.revokespec.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A mock in a container, as a process, and one that runs already: used alike. */
class MockTest {
  private static final String ANN = "ann@example.com";
  private static final String SEED = """
      clients:
      - role: public
      - {client_id: shop, client_secret: not-a-secret, rotating: true}
      users:
      - {email: ann@example.com, password: correct horse}
      """;

  static int post(Mock mock, String path, String form) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(mock.url() + path)).header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString("client_id=mock-public&" + form)).build();
    return mock.client().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  static int revoke(Mock mock, String token) throws IOException, InterruptedException {
    return post(mock, "/oauth/revoke", "token=" + token);
  }

  static int exchange(Mock mock, String token) throws IOException, InterruptedException {
    return post(mock, "/oauth/token", "grant_type=refresh_token&refresh_token=" + token);
  }

  /** What is tried with each. */
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Used {
    Mock mock;

    @BeforeEach
    void reset() {
      mock.reset();
      mock.deviate();
    }

    @Test
    void aRevokedTokenIsDead() throws Exception {
      Tokens tokens = mock.signIn(ANN, "mock-public");
      assertEquals(200, exchange(mock, tokens.refreshToken()));
      assertTrue(mock.tokens(ANN).get(0).live());
      revoke(mock, tokens.refreshToken());
      assertEquals(403, exchange(mock, tokens.refreshToken()));
      assertEquals(List.of("revocation"), mock.tokens(ANN).stream().map(Token::why).toList());
      assertFalse(tokens.toString().contains(tokens.refreshToken()));
    }

    @Test
    void aSignInAsksForNoSecret() {
      assertFalse(mock.signIn(ANN, "shop").refreshToken().isEmpty());
      assertEquals("", mock.signIn(new SignIn(ANN, "shop", null, "openid")).refreshToken());
      String said = assertThrows(ControlException.class, () -> mock.signIn("nobody@example.com", "shop")).getMessage();
      assertTrue(said.startsWith("400: The tenant has no user"), said);
      assertThrows(ControlException.class, () -> mock.tokens("nobody@example.com"));
    }

    @Test
    void faults() throws Exception {
      String token = mock.signIn(ANN, "mock-public").refreshToken();
      try (PlantedFault busy = mock.fail(Fault.at("/oauth/revoke").client("mock-public").status(429).header("Retry-After", "7"))) {
        assertEquals(429, revoke(mock, token));
        assertEquals(1, busy.met());
      }
      assertTrue(mock.tokens(ANN).get(0).live());
      mock.fail(Fault.at("/oauth/revoke").served().cut(Fault.Cut.CLOSE).delay(Duration.ofMillis(1)));
      assertThrows(IOException.class, () -> revoke(mock, token));
      assertFalse(mock.tokens(ANN).get(0).live());
      mock.heal();
      assertEquals(200, revoke(mock, token));
      String said = assertThrows(ControlException.class, () -> mock.fail(Fault.anywhere())).getMessage();
      assertTrue(said.contains("nothing goes wrong by it"), said);
    }

    @Test
    void theClock() {
      var before = mock.now();
      mock.fastForward(Duration.ofHours(3));
      assertTrue(Duration.between(before, mock.now()).compareTo(Duration.ofHours(3)) >= 0);
      mock.reset();
      assertTrue(Duration.between(before, mock.now()).compareTo(Duration.ofHours(1)) < 0);
    }

    @Test
    void deviations() throws Exception {
      mock.deviate("success-is-202");
      assertEquals(202, revoke(mock, "unknown"));
      mock.deviate();
      assertEquals(200, revoke(mock, "unknown"));
      assertTrue(assertThrows(ControlException.class, () -> mock.deviate("success-is-20")).getMessage().contains("success-is-202"));
    }

    @Test
    void requests() throws Exception {
      revoke(mock, mock.signIn(ANN, "mock-public").refreshToken());
      revoke(mock, "unknown");
      List<MockRequest> all = mock.requests(Map.of("path", "/oauth/revoke", "status", "2xx"));
      assertEquals(2, all.size());
      assertEquals("mock-public", all.get(0).clientId());
      assertTrue(all.get(0).raw().getAsJsonObject("body").get("token").getAsString().startsWith("[refresh token "));
      assertEquals(1, mock.requests(Map.of("after", "" + all.get(0).number())).size());
    }
  }

  @Nested
  class InContainer extends Used {
    private final MockContainer container = new MockContainer().withSeed(SEED);

    @BeforeAll
    void start() {
      container.start();
      mock = container.mock();
    }

    @AfterAll
    void stop() {
      container.stop();
    }
  }

  @Nested
  class AsProcess extends Used {
    private MockProcess process;

    @BeforeAll
    void start() throws IOException {
      process = MockProcess.start(SEED, Map.of());
      mock = process.mock();
    }

    @AfterAll
    void stop() throws IOException {
      process.close();
    }
  }

  @Test
  void oneThatRunsAlready() throws Exception {
    Mock known;
    try (MockProcess process = MockProcess.start(null, Map.of("control-token", "known-beforehand"))) {
      known = new Mock(process.mock().url() + "/", "known-beforehand");
      known.reset();
      Mock stranger = new Mock(known.url(), "wrong");
      assertTrue(assertThrows(ControlException.class, stranger::reset).getMessage().startsWith("401"));
    }
    assertThrows(ControlException.class, known::reset);
  }

  @Test
  void settingsAndHttps() throws Exception {
    try (MockProcess process = MockProcess.start(null, Map.of("dialect", "rfc", "tls", "true"));
        MockContainer container = new MockContainer().withTls()) {
      container.start();
      assertEquals(process.mock().url() + "/", process.mock().issuer());
      assertEquals(400, exchange(process.mock(), "unknown"));
      assertEquals(container.mock().url() + "/", container.mock().issuer());
      assertEquals(403, exchange(container.mock(), "unknown"));
    }
  }

  @Test
  void whatCannotStartSaysWhy() {
    String said = assertThrows(IOException.class, () -> MockProcess.start("clients: [{client_scret: x}]", Map.of())).getMessage();
    assertTrue(said.startsWith("the mock did not start: ") && said.contains("\"client_scret\""), said);
    assertThrows(IOException.class, () -> MockProcess.start("/nowhere/revokespec", null, Map.of()));
  }

  @Test
  void whatHappensInOneTenantDoesNotHappenInAnother() throws Exception {
    try (MockProcess process = MockProcess.start(); Tenant other = process.mock().tenant()) {
      Mock mock = process.mock();
      JsonObject seed = JsonParser.parseString("{\"clients\": [{\"role\": \"public\"}], \"users\": [{\"email\": \"" + ANN + "\", \"password\": \"correct horse\"}]}")
          .getAsJsonObject();
      Tenant mine = mock.tenant("mine", seed);
      assertEquals(mock.url() + "/t/mine/", mine.issuer());
      other.fail(Fault.at("/oauth/revoke").status(503));
      String token = mine.signIn(ANN, "mock-public").refreshToken();
      assertEquals(503, revoke(other, token));
      assertEquals(403, exchange(other, token));
      assertEquals(200, revoke(mine, token));
      assertEquals(403, exchange(mine, token));
      assertTrue(assertThrows(ControlException.class, () -> mock.tenant("mine", new JsonObject())).getMessage().contains("there is a tenant mine already"));
      mine.close();
      assertThrows(ControlException.class, mine::now);
      other.now();
    }
  }
}
