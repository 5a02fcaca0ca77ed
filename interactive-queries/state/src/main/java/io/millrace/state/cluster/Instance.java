package io.millrace.state.cluster;

import org.apache.kafka.streams.state.HostInfo;

/** An instance of the service: its HTTP address for the others. */
public record Instance(String host, int port) {
  static Instance of(HostInfo info) {
    return new Instance(info.host(), info.port());
  }

  HostInfo info() {
    return new HostInfo(host, port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
