package io.millrace.serdes.visitor;

import io.millrace.serdes.event.Event;
import java.util.Map;

/**
 * A message from the task of one visitor to that of another. The topic's key is the addressee;
 * messages from one visitor to another arrive in order, exactly once.
 */
public sealed interface VisitorMessage {
  /**
   * An identify event linked the addressee to a user.
   *
   * @param by the user id of the event
   * @param root of that user, as far as its task knows
   * @param rank of the root
   */
  record Claim(String by, String root, long rank) implements VisitorMessage {}

  /** The addressee and this root are one visitor: the lower one must become an alias. */
  record Join(String root, long rank) implements VisitorMessage {}

  /**
   * The addressee claimed this root, which is not below it: the root must raise its rank above it
   * first.
   */
  record Outrank(String root, long rank) implements VisitorMessage {}

  /**
   * A part of the record of an alias.
   *
   * @param origin the alias
   * @param last whether nothing follows it
   */
  record Transfer(String origin, VisitorRecord record, OverflowIds oldIds, boolean last)
      implements VisitorMessage {}

  /**
   * An event that was sent to an alias.
   *
   * @param event with the addressee as its visitor
   * @param sentTo the visitor that it named
   */
  record Redirect(Event event, String sentTo) implements VisitorMessage {}

  /** The root of the addressee must be erased, with all its aliases. */
  record Erase() implements VisitorMessage {}

  /** The addressee was an alias of a visitor that is erased. */
  record Forget() implements VisitorMessage {}

  /**
   * Backfilled slots from history, for behaviours that the stream counts from a certain time only.
   *
   * @param slots by number
   */
  record Fill(Map<Integer, byte[]> slots) implements VisitorMessage {
    public Fill {
      slots = Map.copyOf(slots);
    }
  }

  /**
   * The backfill of the visitors of a partition is complete. Its addressee has no name.
   *
   * @param since identifies the behaviours: those that the stream counts since this time, epoch
   *     milliseconds
   */
  record Filled(long since) implements VisitorMessage {}

  /**
   * A message with its routing state.
   *
   * @param hops how many aliases have forwarded it
   */
  record Routed(VisitorMessage message, int hops) {
    /** The message with no hops. */
    public static Routed first(VisitorMessage message) {
      return new Routed(message, 0);
    }

    /** The message with one more hop. */
    public Routed onward(VisitorMessage same) {
      return new Routed(same, hops + 1);
    }
  }
}
