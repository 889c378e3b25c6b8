package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.revokespec.mock.Fault;
import io.github.revokespec.mock.MockContainer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class BusyTest {
  /** Stands for your own code: a revocation that is tried up to three times. */
  static void signOut(String issuer, String refreshToken) throws IOException, InterruptedException {
    var client = HttpClient.newHttpClient();
    var request = HttpRequest.newBuilder(URI.create(issuer + "/oauth/revoke")).header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString("client_id=mock-public&token=" + refreshToken)).build();
    for (int attempt = 1; ; attempt++) {
      var answer = client.send(request, BodyHandlers.discarding());
      if (answer.statusCode() == 200) {
        return;
      }
      if (answer.statusCode() != 429 && answer.statusCode() != 503 || attempt == 3) {
        throw new IOException("not signed out: " + answer.statusCode());
      }
      Thread.sleep(1000 * answer.headers().firstValueAsLong("Retry-After").orElse(1));
    }
  }

  @Test
  void signOutWhileAuth0IsBusy() throws Exception {
    try (var container = new MockContainer()) {
      container.start();
      var auth0 = container.mock();
      var tokens = auth0.signIn("user01@example.com", "mock-public");
      var busy = auth0.fail(Fault.at("/oauth/revoke").times(2).status(503).header("Retry-After", "0"));
      signOut(auth0.url(), tokens.refreshToken());
      assertEquals(2, busy.met());
      assertFalse(auth0.tokens("user01@example.com").get(0).live());
    }
  }
}
