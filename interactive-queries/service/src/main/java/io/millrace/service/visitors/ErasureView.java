package io.millrace.service.visitors;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.topic.Outputs;
import io.millrace.serdes.topic.Topic;
import io.millrace.serdes.topic.Topics;
import io.millrace.topologies.Features;
import io.millrace.topologies.state.StoreSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an erasure has removed, and what remains until when. */
@Schema(name = "Erasure")
@JsonInclude(value = JsonInclude.Include.NON_NULL, content = JsonInclude.Include.ALWAYS)
public record ErasureView(
    @Schema(description = "pending or done") String state,
    @Schema(format = "date-time") String requestedAt,
    @Schema(format = "date-time") @Nullable String doneAt,
    @Schema(description = "Rows removed from ClickHouse, by table.")
        @Nullable Map<String, Long> removed,
    List<Remains> remains) {

  /**
   * What is not removed immediately.
   *
   * @param where a topic or a store
   * @param until a time, or an event
   */
  @Schema(name = "Remains")
  public record Remains(String where, String until) {}

  static ErasureView of(Erasure erasure, Topics topics) {
    return switch (erasure) {
      case Erasure.Pending(var requestedAt, _) ->
          new ErasureView("pending", iso(requestedAt), null, null, remains(requestedAt, topics));
      case Erasure.Done(var requestedAt, var doneAt, var removed) ->
          new ErasureView("done", iso(requestedAt), iso(doneAt), removed, remains(doneAt, topics));
    };
  }

  private static List<Remains> remains(long since, Topics topics) {
    var with = new ArrayList<Topic<?, ?>>();
    for (EventType type : EventType.values()) {
      with.add(topics.events(type));
    }
    Outputs.ALL.forEach(output -> with.add(topics.of(output)));
    with.addAll(List.of(topics.visitorMessages(), topics.deadLetters()));
    var remains = new ArrayList<Remains>();
    for (Topic<?, ?> topic : with) {
      long retention = Long.parseLong(topic.config().getOrDefault("retention.ms", "0"));
      remains.add(new Remains("topic " + topic.name(), iso(since + retention)));
    }
    remains.add(new Remains("changelogs of " + storesOfVisitors(), "compaction"));
    remains.add(new Remains("topic " + topics.definitions().name(), "compaction"));
    remains.add(new Remains("rollups", "their end: counts and hashes, no names"));
    return remains;
  }

  private static String storesOfVisitors() {
    List<String> names =
        Features.BUILT_IN.stores().stream()
            .filter(store -> store.entries().ofVisitors())
            .map(StoreSpec::name)
            .toList();
    return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  private static String iso(long epochMs) {
    return Instant.ofEpochMilli(epochMs).toString();
  }
}
