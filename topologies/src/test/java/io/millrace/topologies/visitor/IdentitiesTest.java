package io.millrace.topologies.visitor;

import static io.millrace.topologies.visitor.IdentityEvents.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.session.SessionChange;
import io.millrace.serdes.visitor.Identity;
import io.millrace.serdes.visitor.SeenIds;
import io.millrace.serdes.visitor.SessionLog;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage.Erase;
import io.millrace.serdes.visitor.VisitorRecord;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
  private static final String SHOP = "shop";
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  private final HeldMessages running = new HeldMessages();
  private final Random random = new Random(1);
  private int ids;

  @AfterEach
  void close() {
    running.close();
  }

  @Test
  void givesTheUserWhatItsDeviceDid() {
    browse("device", NOON);
    identify("ada", "device", NOON + MINUTE);
    arrive();
    assertThat(running.sessions(SHOP, "ada")).extracting(Session::events).containsExactly(2L);
    assertThat(running.record(SHOP, "ada").identity().aliases()).containsExactly("device");
    assertThat(running.record(SHOP, "device").aliasOf()).isEqualTo("ada");
    assertThat(running.record(SHOP, "device").sessions().list()).isEmpty();
  }

  @Test
  void takesTheRowsOfTheDeviceBack() {
    browse("device", NOON);
    identify("ada", "device", NOON + 5 * HOUR);
    arrive();
    assertThat(running.sessionChanges())
        .filteredOn(SessionChange::deleted)
        .extracting(SessionChange::visitor, change -> change.session().opened())
        .containsExactly(tuple("device", NOON));
    assertThat(running.sessions(SHOP, "ada")).hasSize(2);
  }

  @Test
  void countsALaterEventOfTheDeviceAtTheUser() {
    identify("ada", "device", NOON);
    arrive();
    browse("device", NOON + MINUTE);
    arrive();
    assertThat(running.enriched()).extracting(Event::visitor).containsExactly("ada", "ada");
    assertThat(running.sessions(SHOP, "ada")).extracting(Session::events).containsExactly(2L);
  }

  @Test
  void dropsADuplicateFromBeforeTheTie() {
    Event event = IdentityEvents.browse(SHOP, "device", "once", NOON);
    running.send(event);
    identify("ada", "device", NOON);
    arrive();
    running.send(event);
    arrive();
    assertThat(running.enriched()).hasSize(2);
    assertThat(running.tallied()).containsExactly("shop:duplicate");
  }

  @Test
  void doesNotTieTwoUsersOfOneDevice() {
    identify("ada", "device", NOON);
    arrive();
    identify("ben", "device", NOON);
    arrive();
    assertThat(running.record(SHOP, "device").aliasOf()).isEqualTo("ada");
    assertThat(running.record(SHOP, "ben").identity().aliases()).isEmpty();
    assertThat(running.tallied()).containsExactly("shop:identify-conflict");
  }

  @Test
  void claimsOnceWhatItHas() {
    identify("ada", "device", NOON);
    arrive();
    identify("ada", "device", NOON);
    assertThat(running.hasUnderWay()).isFalse();
  }

  @Test
  void keepsTheLatestUserOfAChain() {
    identify("zoe", "device", NOON);
    arrive();
    identify("ada", "zoe", NOON);
    arrive();
    assertThat(running.record(SHOP, "device").aliasOf()).isEqualTo("zoe");
    assertThat(running.record(SHOP, "zoe").aliasOf()).isEqualTo("ada");
    assertThat(running.record(SHOP, "ada").identity().aliases()).containsExactly("device", "zoe");
    browse("device", NOON);
    arrive();
    assertThat(running.sessions(SHOP, "ada")).extracting(Session::events).containsExactly(3L);
  }

  @Test
  void twoThatClaimEachOtherAreOne() {
    identify("ada", "zoe", NOON);
    identify("zoe", "ada", NOON);
    arrive();
    assertThat(running.record(SHOP, "ada").aliasOf()).isEqualTo("zoe");
    assertThat(running.record(SHOP, "zoe").aliasOf()).isEmpty();
    assertThat(running.sessions(SHOP, "zoe")).extracting(Session::events).containsExactly(2L);
  }

  @Test
  void mergesSessionsThatHaveLeftTheRecords() {
    for (int i = 0; i < 2 * SessionLog.MAX; i++) {
      browse("ada", NOON + i * HOUR);
    }
    for (int i = 0; i < 20; i++) {
      browse("device", NOON + 20L * i * MINUTE);
    }
    for (int i = 0; i < 2 * SessionLog.MAX; i++) {
      browse("device", NOON + (1000 + i) * HOUR);
    }
    identify("ada", "device", NOON + 5000 * HOUR);
    arrive();
    assertThat(running.sessions(SHOP, "ada"))
        .hasSize(1 + 2 * SessionLog.MAX - 7 + 2 * SessionLog.MAX + 1);
    assertThat(running.sessions(SHOP, "ada").getFirst())
        .extracting(Session::started, Session::ended, Session::events)
        .containsExactly(NOON, NOON + 19L * 20 * MINUTE, 27L);
    assertThat(running.overflow(SHOP, "device")).isEmpty();
  }

  @Test
  void remembersTheIdsThatHaveLeftTheRecords() {
    for (int i = 0; i < 3 * SeenIds.MAX; i++) {
      browse("device", NOON);
    }
    identify("ada", "device", NOON);
    arrive();
    for (int i = 0; i < 3 * SeenIds.MAX; i++) {
      assertThat(running.hasSeen(SHOP, "ada", "id-" + i)).isTrue();
    }
  }

  @Test
  void hasACeilingOfAliases() {
    VisitorRecord heavy = VisitorRecord.fresh();
    for (int i = 1; i < Identity.MAX_ALIASES; i++) {
      heavy.identity().add(List.of("device-" + i));
    }
    running.put(SHOP, "ada", heavy);
    identify("ada", "last", NOON);
    arrive();
    identify("ada", "one-more", NOON);
    arrive();
    assertThat(running.record(SHOP, "ada").identity().aliases()).hasSize(Identity.MAX_ALIASES);
    assertThat(running.tallied()).containsExactly("shop:aliases-full");
  }

  @Test
  void erasesAVisitorUnderAllItsNames() {
    for (int i = 0; i < 3 * SeenIds.MAX; i++) {
      browse("device", NOON + i * HOUR);
    }
    identify("zoe", "device", NOON);
    arrive();
    identify("ada", "zoe", NOON);
    arrive();
    running.send(new VisitorKey(SHOP, "device"), new Erase());
    arrive();
    for (String name : List.of("device", "zoe", "ada")) {
      assertThat(running.knows(SHOP, name)).isFalse();
    }
    assertThat(running.sessionChanges())
        .filteredOn(change -> change.visitor().equals("ada") && change.deleted())
        .extracting(change -> change.session().opened())
        .doesNotHaveDuplicates()
        .hasSize(3 * SeenIds.MAX);
  }

  @Test
  void beginsAnewAfterAnErasure() {
    identify("ada", "device", NOON);
    arrive();
    running.send(new VisitorKey(SHOP, "ada"), new Erase());
    arrive();
    browse("device", NOON);
    arrive();
    assertThat(running.sessions(SHOP, "device")).extracting(Session::events).containsExactly(1L);
    assertThat(running.knows(SHOP, "ada")).isFalse();
    identify("ada", "device", NOON);
    arrive();
    assertThat(running.sessions(SHOP, "ada")).extracting(Session::events).containsExactly(2L);
  }

  @Test
  void findsAnAliasAgainThatAnErasureDidNotKnow() {
    VisitorRecord alias = VisitorRecord.of(VisitorRecord.fresh().identity().asAliasOf("ada"));
    alias.identity().claim("ada");
    running.put(SHOP, "device", alias);
    identify("ada", "device", NOON);
    arrive();
    assertThat(running.record(SHOP, "ada").identity().aliases()).containsExactly("device");
  }

  @Test
  void getsOutOfACircleThatAnErasureLeft() {
    VisitorRecord alias = VisitorRecord.of(VisitorRecord.fresh().identity().asAliasOf("ada"));
    running.put(SHOP, "device", alias);
    running.put(SHOP, "ada", VisitorRecord.of(alias.identity().asAliasOf("device")));
    browse("ada", NOON);
    arrive();
    assertThat(running.enriched()).hasSize(1);
    assertThat(running.tallied()).containsExactly("shop:alias-loop");
  }

  private void browse(String visitor, long occurredAt) {
    running.send(IdentityEvents.browse(SHOP, visitor, "id-" + ids++, occurredAt));
  }

  private void identify(String user, String anonymous, long occurredAt) {
    running.send(
        IdentityEvents.identify(SHOP, user, anonymous, "id-" + ids++, occurredAt, Map.of()));
  }

  private void arrive() {
    while (running.hasUnderWay()) {
      running.deliver(random);
    }
  }
}
