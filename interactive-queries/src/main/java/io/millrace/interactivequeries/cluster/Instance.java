package io.millrace.interactivequeries.cluster;

import java.net.URI;
import org.apache.kafka.streams.state.HostInfo;

/** An instance of the service: where its HTTP answers the others. */
public record Instance(String host, int port) {
  static Instance of(HostInfo info) {
    return new Instance(info.host(), info.port());
  }

  URI uri(String path) {
    return URI.create("http://" + this + path);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
