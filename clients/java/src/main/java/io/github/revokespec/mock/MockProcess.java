package io.github.revokespec.mock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A mock as a process of this machine, where there are no containers. */
public final class MockProcess implements AutoCloseable {
  private final Process process;
  private final Path folder;
  private final Mock mock;

  /** Starts the program that the environment variable REVOKESPEC_BINARY names, or else {@code revokespec} of the PATH. */
  public static MockProcess start() throws IOException {
    return start(null, Map.of());
  }

  /** The same with a seed and settings. */
  public static MockProcess start(String seed, Map<String, String> settings) throws IOException {
    return start(Settings.environment("REVOKESPEC_BINARY").orElse("revokespec"), seed, settings);
  }

  /**
   * Starts a program, on a free port of the loopback interface.
   *
   * @param seed applications, users and APIs (YAML), or null for the built-in ones
   * @param settings the mock's flags: {@code Map.of("dialect", "rfc", "tls", "true")}
   */
  public static MockProcess start(String binary, String seed, Map<String, String> settings) throws IOException {
    return new MockProcess(binary, seed, settings);
  }

  private MockProcess(String binary, String seed, Map<String, String> settings) throws IOException {
    folder = Files.createTempDirectory("revokespec-");
    Path errors = folder.resolve("errors");
    Path authority = folder.resolve("authority");
    String token = Settings.newToken();
    ProcessBuilder builder = new ProcessBuilder(binary, "mock").redirectError(errors.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith(Settings.PREFIX));
    environment.put(Settings.variable("listen"), "127.0.0.1:0");
    environment.put(Settings.variable("control-token"), token);
    if (seed != null) {
      environment.put(Settings.variable("seed"), Files.writeString(folder.resolve("seed.yaml"), seed).toString());
    }
    boolean tls = "true".equals(settings.get("tls"));
    if (tls) {
      environment.put(Settings.variable("tls-ca-dir"), authority.toString());
    }
    settings.forEach((flag, value) -> environment.put(Settings.variable(flag), value));
    process = builder.start();
    String url = announced();
    if (url == null) {
      String why = Files.readString(errors).strip();
      close();
      throw new IOException("the mock did not start: " + why);
    }
    mock = new Mock(url, token, tls ? Files.readString(authority.resolve("ca.pem")) : null);
  }

  private String announced() throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("listening on ")) {
        return line.split(" ")[2];
      }
    }
    process.onExit().join();
    return null;
  }

  /** What tests do to it. */
  public Mock mock() {
    return mock;
  }

  /** Ends it. */
  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
