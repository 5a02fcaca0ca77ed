package io.millrace.standalone.product;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.standalone.product.RecordingClient.Reply;
import io.millrace.standalone.product.SegmentTraffic.VisitorAction;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds what the product says of visitors and segments against the model. */
record SegmentCheck(SegmentTraffic traffic, RecordingClient api, long seed) {
  /** What every visitor is told, and what every segment is, against what was done. */
  void expectTheModel() throws IOException, InterruptedException {
    Map<String, List<VisitorAction>> deeds =
        traffic.deeds().stream().collect(groupingBy(deed -> traffic.root(deed.visitor())));
    var members = new TreeMap<String, Set<String>>();
    for (String name : SegmentTraffic.names()) {
      String root = traffic.root(name);
      JsonNode answer = get("/v1/visitors/%s/segments".formatted(name));
      long asOf = Instant.parse(answer.path("asOf").asText()).toEpochMilli();
      List<VisitorAction> done = deeds.getOrDefault(root, List.of());
      Set<String> expected = new SegmentModel(done, asOf).segments();
      assertThat(answer.path("visitor").asText()).isEqualTo(root);
      assertThat(texts(answer.path("segments"), "segment"))
          .as("seed %d: %s, which is %s, as of %d: %s", seed, name, root, asOf, done)
          .isEqualTo(expected);
      expected.forEach(one -> members.computeIfAbsent(one, _ -> new TreeSet<>()).add(root));
    }
    for (JsonNode listed : get("/v1/segments").path("segments")) {
      expectMembers(listed, members);
    }
  }

  private void expectMembers(JsonNode listed, Map<String, Set<String>> members)
      throws IOException, InterruptedException {
    String segment = listed.path("name").asText();
    Set<String> expected = members.getOrDefault(segment, Set.of());
    JsonNode page = get("/v1/segments/%s/members?limit=1000".formatted(segment));
    assertThat(texts(page.path("members"), "visitor"))
        .as("seed %d: %s", seed, segment)
        .isEqualTo(expected);
    assertThat(page.path("size").asInt()).as(segment).isEqualTo(expected.size());
    assertThat(listed.path("size").asInt()).as(segment).isEqualTo(expected.size());
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    Reply reply = api.get(path);
    assertThat(reply.ok()).as("%s: %s", path, reply).isTrue();
    return reply.body();
  }

  private static Set<String> texts(JsonNode list, String field) {
    return list.findValuesAsText(field).stream().collect(toCollection(TreeSet::new));
  }
}
