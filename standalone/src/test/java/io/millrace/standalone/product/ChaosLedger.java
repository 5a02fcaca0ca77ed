package io.millrace.standalone.product;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serdes.rollup.Grain;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the built-in rollups must say, counted in the plainest way from the distinct events that
 * were acknowledged.
 */
final class ChaosLedger {
  /** A rollup as it is asked: the distinct visitors are its last measure. */
  enum Asked {
    TRAFFIC("\"type\",\"country\",\"plan\"", "\"events\",\"visitors\"", 1),
    REVENUE(
        "\"country\",\"plan\",\"category\",\"currency\"",
        "\"purchases\",\"revenue\",\"buyers\"",
        2),
    SEARCH("\"term\"", "\"searches\",\"clicks\",\"visitors\"", 2),
    ADS(
        "\"campaign\",\"placement\",\"position\",\"cohort\"",
        "\"impressions\",\"clicks\",\"conversions\",\"spend\",\"visitors\"",
        4);

    final String dimensions;
    final String measures;
    final int sums;

    Asked(String dimensions, String measures, int sums) {
      this.dimensions = dimensions;
      this.measures = measures;
      this.sums = sums;
    }
  }

  /** What one event adds to a rollup. */
  record Share(Asked rollup, List<String> dimensions, List<BigDecimal> sums) {}

  private record Place(String tenant, Asked rollup, Grain grain) {}

  private static final class Cell {
    final BigDecimal[] sums;
    final Set<String> visitors = new HashSet<>();

    Cell(int size) {
      sums = new BigDecimal[size];
      Arrays.fill(sums, BigDecimal.ZERO);
    }
  }

  private final Map<Place, Map<String, Cell>> places = new HashMap<>();
  private final Map<String, Long> events = new HashMap<>();

  synchronized void accept(String tenant, String visitor, long occurredAt, List<Share> shares) {
    events.merge(tenant, 1L, Long::sum);
    for (Share share : shares) {
      for (Grain grain : Grain.values()) {
        String window = Instant.ofEpochMilli(grain.windowStart(occurredAt)).toString();
        Cell cell =
            places
                .computeIfAbsent(new Place(tenant, share.rollup(), grain), _ -> new HashMap<>())
                .computeIfAbsent(
                    window + "|" + String.join("|", share.dimensions()),
                    _ -> new Cell(share.rollup().sums));
        for (int i = 0; i < cell.sums.length; i++) {
          cell.sums[i] = cell.sums[i].add(share.sums().get(i));
        }
        cell.visitors.add(visitor);
      }
    }
  }

  synchronized long events(String tenant) {
    return events.getOrDefault(tenant, 0L);
  }

  synchronized long events() {
    return events.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The rows that must come: window and dimensions to measures. */
  synchronized Map<String, String> expected(String tenant, Asked rollup, Grain grain) {
    var rows = new TreeMap<String, String>();
    places
        .getOrDefault(new Place(tenant, rollup, grain), Map.of())
        .forEach(
            (key, cell) -> {
              var values = new StringBuilder();
              for (BigDecimal sum : cell.sums) {
                values.append(plain(sum)).append('|');
              }
              rows.put(key, values.append(cell.visitors.size()).toString());
            });
    return rows;
  }

  /** The rows that came, in the same form. */
  static Map<String, String> answered(JsonNode answer, Asked rollup) {
    var rows = new TreeMap<String, String>();
    for (JsonNode row : answer.path("rows")) {
      int keys = row.size() - rollup.sums - 1;
      var key = new StringBuilder(row.get(0).asText());
      for (int i = 1; i < keys; i++) {
        key.append('|').append(row.get(i).asText());
      }
      var values = new StringBuilder();
      for (int i = keys; i < row.size(); i++) {
        values.append(i > keys ? "|" : "").append(plain(new BigDecimal(row.get(i).asText())));
      }
      rows.put(key.toString(), values.toString());
    }
    return rows;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
