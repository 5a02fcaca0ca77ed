package io.millrace.service.deadletters;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * The position of a dead letter; of one that was written more than once, that of its first copy. As
 * text {@code topic~partition~offset}: safe in a path, and no topic's name has a tilde.
 */
record DeadLetterId(String topic, int partition, long offset) implements Comparable<DeadLetterId> {
  private static final Pattern TEXT =
      Pattern.compile("([a-zA-Z0-9._-]{1,249})~(0|[1-9][0-9]{0,8})~(0|[1-9][0-9]{0,17})");
  private static final Comparator<DeadLetterId> ORDER =
      Comparator.comparing(DeadLetterId::topic)
          .thenComparingInt(DeadLetterId::partition)
          .thenComparingLong(DeadLetterId::offset);

  static Optional<DeadLetterId> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new DeadLetterId(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  TopicPartition topicPartition() {
    return new TopicPartition(topic, partition);
  }

  @Override
  public int compareTo(DeadLetterId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + "~" + partition + "~" + offset;
  }
}
