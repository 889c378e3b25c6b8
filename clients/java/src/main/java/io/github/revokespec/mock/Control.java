package io.github.revokespec.mock;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Speaks with a mock, and bears its token. */
final class Control {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final HttpClient client;
  private final String url;
  private final String token;

  Control(String url, String token, String ca) {
    this.url = url;
    this.token = token;
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
    client = (ca == null ? builder : builder.sslContext(trusting(ca))).build();
  }

  JsonObject ask(String method, String path, JsonObject body) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE)
        .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString())).build();
    HttpResponse<String> answer;
    try {
      answer = client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new ControlException("the mock does not answer at " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlException("interrupted while the mock was asked", e);
    }
    if (answer.statusCode() >= 400) {
      throw new ControlException(answer.statusCode() + ": " + reason(answer.body()));
    }
    return answer.body().isEmpty() ? new JsonObject() : JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  private static String reason(String body) {
    try {
      JsonObject answer = JsonParser.parseString(body).getAsJsonObject();
      return answer.get(answer.has("error_description") ? "error_description" : "error").getAsString();
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      return "this is not the control API of a mock";
    }
  }

  private static SSLContext trusting(String ca) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("mock", CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(ca.getBytes(StandardCharsets.US_ASCII))));
      TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new ControlException("the mock's authority is no certificate", e);
    }
  }
}
