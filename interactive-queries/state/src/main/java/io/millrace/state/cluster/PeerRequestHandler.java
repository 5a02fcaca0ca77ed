package io.millrace.state.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers one kind of question of other instances, by what is on this one alone. */
public interface PeerRequestHandler {
  /** Where questions go, followed by their kind. */
  String PATH = "/internal";

  /** The kind, as it stands in the path. */
  String type();

  /** Throws a {@code FailureException} for what cannot be answered now. */
  byte[] handle(byte[] question);

  /** The same, where that takes no waiting; empty for all else. */
  default Optional<byte[]> handleOnFastPath(byte[] question) {
    return Optional.empty();
  }

  /** All of them by the kind of question that they answer. */
  static Map<String, PeerRequestHandler> byKind(List<PeerRequestHandler> all) {
    return all.stream().collect(Collectors.toMap(PeerRequestHandler::type, Function.identity()));
  }
}
