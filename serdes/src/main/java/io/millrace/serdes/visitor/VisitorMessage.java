package io.millrace.serdes.visitor;

import io.millrace.serdes.event.Event;
import java.util.Map;

/**
 * What the task of one visitor tells that of another. The topic's key names the addressee; messages
 * from one visitor to another arrive in their order, and each counts once.
 */
public sealed interface VisitorMessage {
  /**
   * An identify event tied the addressee to a user.
   *
   * @param by the user id that the event named
   * @param root of that user, as far as its task knows
   * @param rank of the root
   */
  record Claim(String by, String root, long rank) implements VisitorMessage {}

  /** The addressee and this root are one visitor: the lower one is to become an alias. */
  record Join(String root, long rank) implements VisitorMessage {}

  /** The addressee claimed this root, which is not below it: it is to rise above it first. */
  record Outrank(String root, long rank) implements VisitorMessage {}

  /**
   * A part of what an alias had.
   *
   * @param origin the alias
   * @param last whether nothing follows it
   */
  record Transfer(String origin, VisitorRecord record, OverflowIds oldIds, boolean last)
      implements VisitorMessage {}

  /**
   * An event that came to an alias.
   *
   * @param event with the addressee as its visitor
   * @param sentTo the visitor that it named
   */
  record Redirect(Event event, String sentTo) implements VisitorMessage {}

  /** The visitor that the addressee stands for is to be erased, with all its names. */
  record Erase() implements VisitorMessage {}

  /** The addressee was a name of a visitor that is erased. */
  record Forget() implements VisitorMessage {}

  /**
   * What a visitor did according to history, for behaviours that the stream counts from a moment on
   * only.
   *
   * @param slots by number
   */
  record Fill(Map<Integer, byte[]> slots) implements VisitorMessage {
    public Fill {
      slots = Map.copyOf(slots);
    }
  }

  /**
   * History has come in whole for the visitors of a partition. Its addressee has no name.
   *
   * @param since the behaviours it is for are those that the stream counts since this moment
   */
  record Filled(long since) implements VisitorMessage {}

  /**
   * A message on its way.
   *
   * @param hops how many aliases have sent it on
   */
  record Routed(VisitorMessage message, int hops) {
    public static Routed first(VisitorMessage message) {
      return new Routed(message, 0);
    }

    public Routed onward(VisitorMessage same) {
      return new Routed(same, hops + 1);
    }
  }
}
