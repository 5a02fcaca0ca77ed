package io.millrace.service.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.context.BeanProvider;
import io.millrace.state.cluster.Instances;
import io.millrace.state.cluster.PeerRequestHandler;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Returns this instance's part of the topology to another instance, as JSON. */
@Singleton
final class TopologyRequestHandler implements PeerRequestHandler {
  static final String WHAT = "topology";
  private static final JsonMapper JSON = new JsonMapper();

  private final BeanProvider<LocalTopology> local;
  private final BeanProvider<Instances> instances;

  TopologyRequestHandler(BeanProvider<LocalTopology> local, BeanProvider<Instances> instances) {
    this.local = local;
    this.instances = instances;
  }

  @Override
  public String type() {
    return WHAT;
  }

  @Override
  public byte[] handle(byte[] request) {
    try {
      return JSON.writeValueAsBytes(local.get().view(instances.get().self().toString()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InstanceView read(byte[] answer) {
    try {
      return JSON.readValue(answer, InstanceView.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
