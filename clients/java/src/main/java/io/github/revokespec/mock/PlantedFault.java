package io.github.revokespec.mock;

import com.google.gson.JsonElement;

/** A fault that requests meet until it is closed. */
public final class PlantedFault implements AutoCloseable {
  private final Mock mock;
  private final int id;

  PlantedFault(Mock mock, int id) {
    this.mock = mock;
    this.id = id;
  }

  /** How many requests have met it. */
  public int met() {
    for (JsonElement each : mock.control("GET", "/faults", null).getAsJsonArray("faults")) {
      if (each.getAsJsonObject().get("id").getAsInt() == id) {
        return each.getAsJsonObject().get("met").getAsInt();
      }
    }
    return 0;
  }

  @Override
  public void close() {
    mock.control("DELETE", "/faults/" + id, null);
  }
}
