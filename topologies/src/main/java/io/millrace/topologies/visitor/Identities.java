package io.millrace.topologies.visitor;

import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventType;
import io.millrace.serdes.session.Session;
import io.millrace.serdes.visitor.Identity;
import io.millrace.serdes.visitor.OverflowIds;
import io.millrace.serdes.visitor.SeenIds;
import io.millrace.serdes.visitor.VisitorKey;
import io.millrace.serdes.visitor.VisitorMessage;
import io.millrace.serdes.visitor.VisitorMessage.Claim;
import io.millrace.serdes.visitor.VisitorMessage.Erase;
import io.millrace.serdes.visitor.VisitorMessage.Fill;
import io.millrace.serdes.visitor.VisitorMessage.Filled;
import io.millrace.serdes.visitor.VisitorMessage.Forget;
import io.millrace.serdes.visitor.VisitorMessage.Join;
import io.millrace.serdes.visitor.VisitorMessage.Outrank;
import io.millrace.serdes.visitor.VisitorMessage.Redirect;
import io.millrace.serdes.visitor.VisitorMessage.Routed;
import io.millrace.serdes.visitor.VisitorMessage.Transfer;
import io.millrace.serdes.visitor.VisitorRecord;
import io.millrace.topologies.feature.IdentityLink;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageOutputs;
import io.millrace.topologies.state.RecentRecords;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * Links the names of one visitor, each in its own task, by messages alone.
 *
 * <p>The claim of a user reaches the name that it claims. A name follows the first user that claims
 * it. Then the roots of both must become one, which is the union of disjoint sets: of two roots the
 * lower becomes an alias of the higher (see {@link Identity} for the order), so aliases never form
 * a cycle; a message that meets an alias is forwarded to where it points; and each time two roots
 * cannot merge as requested, a message goes back to a higher one, which terminates. The claiming
 * user is first asked to rise above the claimed name, once, so that usually the latest user id
 * stays.
 *
 * <p>An alias sends its whole record to where it points, and every later event after it. Messages
 * between two visitors keep their order, so message ids seen before the link are at the root before
 * an event that repeats one.
 */
final class Identities {
  /**
   * The limit of forwards: beyond it a message has gone in a cycle, and the alias that sees it
   * becomes a root again.
   */
  static final int MAX_HOPS = 64;

  private static final String CONFLICT = "identify-conflict";
  private static final String ALIASES_FULL = "aliases-full";
  private static final String LOOP = "alias-loop";

  private final RecentRecords visitors;
  private final VisitorOverflow overflow;
  private final Stage[] stages;
  private final Timers timers;
  private final StageOutputs outputs;
  private final Post post;

  /** Sends a message to the task of a visitor. */
  @FunctionalInterface
  interface Post {
    void send(VisitorKey to, Routed message);
  }

  Identities(
      RecentRecords visitors,
      VisitorOverflow overflow,
      Stage[] stages,
      Timers timers,
      StageOutputs outputs,
      Post post) {
    this.visitors = visitors;
    this.overflow = overflow;
    this.stages = stages;
    this.timers = timers;
    this.outputs = outputs;
    this.post = post;
  }

  /**
   * Claims the anonymous name in the event of a user, if it has one.
   *
   * @param sentTo the visitor that the event named on arrival
   */
  void claim(VisitorKey root, VisitorRecord record, Event event, String sentTo) {
    String user = event.userId();
    String anonymous = event.anonymousId();
    if (event.type() != EventType.IDENTIFY
        || user.isEmpty()
        || !sentTo.equals(user)
        || anonymous.isEmpty()
        || anonymous.equals(user)
        || anonymous.equals(root.visitor())) {
      return;
    }
    Identity identity = record.identity();
    if (identity.aliases().contains(anonymous)) {
      return;
    }
    if (identity.aliases().size() >= Identity.MAX_ALIASES) {
      outputs.dropped(root.tenant(), ALIASES_FULL);
      return;
    }
    identity.raise(1);
    send(root, anonymous, new Claim(user, root.visitor(), identity.rank()));
  }

  /** Whether messages to this record are forwarded to the root. */
  boolean isForwarded(VisitorKey key, VisitorRecord record, int hops) {
    if (record.aliasOf().isEmpty()) {
      return false;
    }
    if (hops < MAX_HOPS) {
      return true;
    }
    outputs.dropped(key.tenant(), LOOP);
    record.endAlias();
    return false;
  }

  /**
   * Processes a message.
   *
   * @param sentAt epoch milliseconds
   */
  void take(VisitorKey key, Routed routed, long sentAt) {
    VisitorRecord record = read(key);
    if (isForRoots(routed.message()) && isForwarded(key, record, routed.hops())) {
      post.send(to(key, record.aliasOf()), routed.onward(routed.message()));
      return;
    }
    switch (routed.message()) {
      case Claim claim -> claimed(key, record, claim);
      case Join(var root, var rank) -> join(key, record, root, rank);
      case Outrank(var root, var rank) -> outrank(key, record, root, rank);
      case Transfer transfer -> absorb(key, record, transfer, sentAt);
      case Fill fill -> receive(key, record, fill);
      case Erase() -> erase(key, record);
      case Forget() -> forget(key, record);
      case Redirect _, Filled _ ->
          throw new IllegalArgumentException("not for a visitor: " + routed.message());
    }
  }

  private static boolean isForRoots(VisitorMessage message) {
    return switch (message) {
      case Claim _, Forget _, Filled _ -> false;
      case Join _, Outrank _, Transfer _, Redirect _, Erase _, Fill _ -> true;
    };
  }

  private void claimed(VisitorKey key, VisitorRecord record, Claim claim) {
    Identity identity = record.identity();
    if (identity.aliasOf().equals(claim.root())) {
      // The root claims a name that it does not know: it was erased in the meantime, or will know
      // it.
      send(key, claim.root(), nothingOf(key));
      return;
    }
    if (isOne(key, identity, claim)) {
      return;
    }
    if (!identity.claimedBy().isEmpty()) {
      outputs.dropped(key.tenant(), CONFLICT);
      return;
    }
    identity.claim(claim.by());
    if (identity.isAlias()) {
      write(key, record);
      send(key, identity.aliasOf(), new Join(claim.root(), claim.rank()));
    } else if (identity.isBelow(key.visitor(), claim.root(), claim.rank())) {
      becomeAlias(key, record, claim.root());
    } else {
      write(key, record);
      send(key, claim.root(), new Outrank(key.visitor(), identity.rank()));
    }
  }

  private static boolean isOne(VisitorKey key, Identity identity, Claim claim) {
    return identity.claimedBy().equals(claim.by())
        || key.visitor().equals(claim.root())
        || identity.aliases().contains(claim.root());
  }

  private static Transfer nothingOf(VisitorKey key) {
    return new Transfer(key.visitor(), VisitorRecord.fresh(), new OverflowIds(), true);
  }

  private void join(VisitorKey key, VisitorRecord record, String root, long rank) {
    Identity identity = record.identity();
    if (key.visitor().equals(root)) {
      return;
    }
    if (identity.isBelow(key.visitor(), root, rank)) {
      becomeAlias(key, record, root);
    } else {
      send(key, root, new Join(key.visitor(), identity.rank()));
    }
  }

  private void outrank(VisitorKey key, VisitorRecord record, String root, long rank) {
    if (key.visitor().equals(root)) {
      return;
    }
    Identity identity = record.identity();
    identity.raise(rank + 1);
    write(key, record);
    send(key, root, new Join(key.visitor(), identity.rank()));
  }

  private void becomeAlias(VisitorKey key, VisitorRecord record, String root) {
    timers.clear(key, record);
    for (Stage stage : stages) {
      stage.retract(record, key);
    }
    overflow.removeAll(
        key, (part, ids) -> send(key, root, new Transfer(key.visitor(), part, ids, false)));
    send(key, root, new Transfer(key.visitor(), record, new OverflowIds(), true));
    write(key, VisitorRecord.of(record.identity().asAliasOf(root)));
  }

  private void absorb(VisitorKey key, VisitorRecord record, Transfer transfer, long sentAt) {
    VisitorRecord other = transfer.record();
    absorbIds(key, record, transfer, sentAt);
    for (Session session : other.sessions().list()) {
      overflow.recallSessions(key, record, session.started(), session.ended());
    }
    var link = new IdentityLink(key, transfer.origin());
    for (Stage stage : stages) {
      stage.absorb(record, other, link);
    }
    if (transfer.last()) {
      record.identity().add(other.identity().aliases());
      record.identity().add(List.of(transfer.origin()));
      record.identity().remove(key.visitor());
    }
    overflow.spillSessions(key, record, sentAt);
    timers.follow(key, record);
    write(key, record);
  }

  private void receive(VisitorKey key, VisitorRecord record, VisitorMessage message) {
    for (Stage stage : stages) {
      stage.receive(key, record, message);
    }
    timers.follow(key, record);
    write(key, record);
  }

  private void erase(VisitorKey key, VisitorRecord record) {
    for (String alias : record.identity().aliases()) {
      send(key, alias, new Forget());
    }
    forget(key, record);
  }

  private void forget(VisitorKey key, VisitorRecord record) {
    timers.clear(key, record);
    overflow.removeAll(key, (part, ids) -> takeBack(key, part));
    takeBack(key, record);
    visitors.delete(Bytes.wrap(key.toBytes()));
  }

  private void takeBack(VisitorKey key, VisitorRecord part) {
    for (Stage stage : stages) {
      stage.forget(key, part);
    }
  }

  private void absorbIds(VisitorKey key, VisitorRecord record, Transfer transfer, long sentAt) {
    SeenIds seen = record.seenIds();
    SeenIds others = transfer.record().seenIds();
    for (int i = 0; i < others.size(); i++) {
      if (!seen.contains(others.get(i))) {
        overflow.addIds(key, seen.add(others.get(i)), sentAt);
      }
    }
    if (transfer.oldIds().size() > 0) {
      overflow.addIds(key, transfer.oldIds());
      seen.markOverflowed();
    }
  }

  private void send(VisitorKey from, String to, VisitorMessage message) {
    post.send(to(from, to), Routed.first(message));
  }

  private static VisitorKey to(VisitorKey from, String visitor) {
    return new VisitorKey(from.tenant(), visitor);
  }

  private VisitorRecord read(VisitorKey key) {
    byte[] known = visitors.get(Bytes.wrap(key.toBytes()));
    return known == null ? VisitorRecord.fresh() : VisitorRecord.fromBytes(known);
  }

  private void write(VisitorKey key, VisitorRecord record) {
    visitors.put(Bytes.wrap(key.toBytes()), record.toBytes());
  }
}
