package io.millrace.serdes.visitor;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;

/**
 * When the visitor's timer goes off: the key under which it is in the store {@code timers}. A
 * record has one timer for all of its sections.
 *
 * <p>Bytes: a varint, 0 for none, else the epoch milliseconds plus 1.
 */
public final class RecordTimer implements Section {
  /** No timer is set. */
  public static final long NONE = Long.MAX_VALUE;

  /** Where it is in a record. */
  public static final SectionType<RecordTimer> SECTION =
      new SectionType<>(6, RecordTimer::read, RecordTimer::new);

  private long due = NONE;
  private boolean changed;

  private static RecordTimer read(ByteReader in) {
    var timer = new RecordTimer();
    long due = in.readVarint() - 1;
    timer.due = due < 0 ? NONE : due;
    return timer;
  }

  /** When it goes off, epoch milliseconds; {@link #NONE} where none is set. */
  public long due() {
    return due;
  }

  /** Notes when it goes off; {@link #NONE} for never. */
  public void setDue(long moment) {
    changed |= due != moment;
    due = moment;
  }

  @Override
  public void write(ByteWriter out) {
    out.writeVarint(due == NONE ? 0 : due + 1);
  }

  @Override
  public boolean changed() {
    return changed;
  }
}
