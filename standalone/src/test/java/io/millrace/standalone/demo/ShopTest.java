package io.millrace.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.serdes.event.EventType;
import io.millrace.standalone.demo.ShopEvent.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ShopTest {
  private static final long START = 1_700_000_000_000L;
  private static final int COUNT = 50_000;

  @Test
  void theSameSeedSendsTheSameEvents() {
    assertThat(events(7)).isEqualTo(events(7));
    assertThat(events(7)).isNotEqualTo(events(8));
  }

  @Test
  void keepsToTheRate() {
    List<ShopEvent> events = events(1);
    assertThat(events.get(5_000).dueAt()).isEqualTo(START + 1_000);
    assertThat(events.getLast().dueAt()).isEqualTo(START + 9_999);
  }

  @Test
  void oneTenantSendsFourInTen() {
    long first = events(1).stream().filter(event -> event.tenant() == 0).count();
    assertThat((double) first / COUNT).isCloseTo(0.40, Offset.offset(0.02));
  }

  @Test
  void sendsAFewAgainAFewLateAndAFewInvalid() {
    List<ShopEvent> events = events(1);
    assertThat(share(events, Kind.RESENT)).isCloseTo(0.02, Offset.offset(0.005));
    assertThat(share(events, Kind.INVALID)).isCloseTo(0.01, Offset.offset(0.005));
    long late = events.stream().filter(e -> e.occurredAt() < e.dueAt() - 60_000).count();
    assertThat((double) late / COUNT).isCloseTo(0.02, Offset.offset(0.005));
    assertThat(events).allMatch(event -> event.occurredAt() > event.dueAt() - Shop.LATEST_MS);
  }

  @Test
  void whatIsSentAgainWasSentBeforeAsItIs() {
    var sent = new HashSet<String>();
    for (ShopEvent event : events(1)) {
      assertThat(sent.contains(event.json())).isEqualTo(event.kind() == Kind.RESENT);
      sent.add(event.json());
    }
  }

  @Test
  void everyTypeOfEventIsThereAndIsJson() throws IOException {
    var types = EnumSet.noneOf(EventType.class);
    for (ShopEvent event : events(1)) {
      if (event.kind() == Kind.FRESH) {
        var json = new JsonMapper().readTree(event.json());
        assertThat(json.path("type").asText()).isEqualTo(event.type().wireName());
        assertThat(json.path("occurredAt").asLong()).isEqualTo(event.occurredAt());
        types.add(event.type());
      }
    }
    assertThat(types).isEqualTo(EnumSet.allOf(EventType.class));
  }

  private static double share(List<ShopEvent> events, Kind kind) {
    return (double) events.stream().filter(event -> event.kind() == kind).count() / COUNT;
  }

  private static List<ShopEvent> events(long seed) {
    var shop = new Shop(seed, 5_000, START);
    var events = new ArrayList<ShopEvent>();
    for (int i = 0; i < COUNT; i++) {
      events.add(shop.next());
    }
    return events;
  }
}
