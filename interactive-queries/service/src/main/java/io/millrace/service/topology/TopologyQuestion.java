package io.millrace.service.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.context.BeanProvider;
import io.millrace.state.cluster.Answering;
import io.millrace.state.cluster.Instances;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What another instance has of the topology, as JSON. */
@Singleton
final class TopologyQuestion implements Answering {
  static final String WHAT = "topology";
  private static final JsonMapper JSON = new JsonMapper();

  private final BeanProvider<LocalTopology> local;
  private final BeanProvider<Instances> instances;

  TopologyQuestion(BeanProvider<LocalTopology> local, BeanProvider<Instances> instances) {
    this.local = local;
    this.instances = instances;
  }

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public byte[] answer(byte[] question) {
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
