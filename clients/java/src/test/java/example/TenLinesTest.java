package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.revokespec.mock.MockContainer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class TenLinesTest {
  @Test
  void aRevokedTokenIsDead() throws Exception {
    try (var container = new MockContainer()) {
      container.start();
      var auth0 = container.mock();
      var form = "client_id=mock-public&token=" + auth0.signIn("user01@example.com", "mock-public").refreshToken();
      auth0.client().send(HttpRequest.newBuilder(URI.create(auth0.url() + "/oauth/revoke")) // here your own code signs out
          .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form)).build(), BodyHandlers.discarding());
      assertEquals("revocation", auth0.tokens("user01@example.com").get(0).why());
    }
  }
}
