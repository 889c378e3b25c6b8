package io.github.revokespec.mock;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.HttpWaitStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** A mock in a container, on a free port. What else testcontainers can set may be set before it starts. */
public class MockContainer extends GenericContainer<MockContainer> {
  public static final DockerImageName IMAGE = DockerImageName.parse("ghcr.io/revokespec/revokespec-mock:0.1.0");
  private static final int PORT = 8420;
  private static final String SEED_FILE = "/data/seed.yaml";
  private static final String AUTHORITY = "/data/authority";

  private final String token = Settings.newToken();
  private boolean tls;
  private Mock mock;

  /** The image that the environment variable REVOKESPEC_IMAGE names, or else that of this version. */
  public MockContainer() {
    this(Settings.environment("REVOKESPEC_IMAGE").map(DockerImageName::parse).orElse(IMAGE));
  }

  public MockContainer(DockerImageName image) {
    super(image);
    withExposedPorts(PORT);
    withSetting("control-token", token);
    waitingFor(ready());
  }

  /** Applications, users and APIs (YAML), in place of the built-in ones. */
  public MockContainer withSeed(String yaml) {
    withCopyToContainer(Transferable.of(yaml.getBytes(StandardCharsets.UTF_8), 0444), SEED_FILE);
    return withSetting("seed", SEED_FILE);
  }

  /** One of the mock's flags: {@code withSetting("dialect", "rfc")}. */
  public MockContainer withSetting(String flag, String value) {
    return withEnv(Settings.variable(flag), value);
  }

  /** Serves https, which Auth0's SDKs insist on; {@link Mock#ca()} is whom clients have to trust. */
  public MockContainer withTls() {
    tls = true;
    waitingFor(ready().usingTls().allowInsecure());
    return withSetting("tls", "true").withSetting("tls-ca-dir", AUTHORITY);
  }

  private static HttpWaitStrategy ready() {
    return Wait.forHttp("/readyz").forPort(PORT).withReadTimeout(Duration.ofSeconds(5));
  }

  @Override
  public void start() {
    super.start();
    String ca = tls ? copyFileFromContainer(AUTHORITY + "/ca.pem", file -> new String(file.readAllBytes(), StandardCharsets.US_ASCII)) : null;
    mock = new Mock((tls ? "https://" : "http://") + getHost() + ":" + getMappedPort(PORT), token, ca);
  }

  /** What tests do to it, once it has started. */
  public Mock mock() {
    return mock;
  }
}
