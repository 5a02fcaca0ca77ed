package io.millrace.state.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Handles one type of requests of other instances, from local state alone. */
public interface PeerRequestHandler {
  /** The path of requests, followed by their type. */
  String PATH = "/internal";

  /** The type, as in the path. */
  String type();

  /** Throws a {@code FailureException} for what cannot be served now. */
  byte[] handle(byte[] request);

  /** The same, if it needs no waiting; otherwise empty. */
  default Optional<byte[]> handleOnFastPath(byte[] request) {
    return Optional.empty();
  }

  /** All handlers by the type of their requests. */
  static Map<String, PeerRequestHandler> byKind(List<PeerRequestHandler> all) {
    return all.stream().collect(Collectors.toMap(PeerRequestHandler::type, Function.identity()));
  }
}
