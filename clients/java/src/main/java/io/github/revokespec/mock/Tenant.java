package io.github.revokespec.mock;

/** One of several tenants that a mock serves: users, applications, tokens, clock and faults are its own. Closing it ends it. */
public final class Tenant extends Mock implements AutoCloseable {
  private final Mock of;
  private final String name;

  Tenant(Mock of, String name, String url, String controlToken) {
    super(url, controlToken, of.ca());
    this.of = of;
    this.name = name;
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  @Override
  public void close() {
    of.control("DELETE", "/tenants/" + name, null);
  }
}
