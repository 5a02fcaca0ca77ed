package io.millrace.engine;

import java.net.InetSocketAddress;

/** The two ports of a client's connection. */
record Peer(int localPort, int remotePort) {
  static Peer of(InetSocketAddress local, InetSocketAddress remote) {
    return new Peer(local.getPort(), remote.getPort());
  }
}
