package io.github.revokespec.mock;

/** The mock refuses what it was told, or does not answer. The message is its own. */
public class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ControlException(String message) {
    super(message);
  }

  public ControlException(String message, Throwable cause) {
    super(message, cause);
  }
}
