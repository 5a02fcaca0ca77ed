package io.millrace.state.freshness;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;

/**
 * The progress of the tasks of one instance.
 *
 * @param partitions those of the rollups that it has, and has scanned for pending windows
 */
record InstanceProgress(CommitCounts commits, PendingWindows waiting, Set<Integer> partitions) {
  private static final int VERSION = 1;

  InstanceProgress {
    partitions = Set.copyOf(partitions);
  }

  byte[] toBytes() {
    var out = new ByteWriter(256);
    out.writeByte(VERSION).writeZigzag(waiting.seenAt()).writeZigzag(waiting.oldest());
    out.writeVarint(partitions.size());
    partitions.forEach(out::writeVarint);
    out.writeVarint(commits.byThread().size());
    commits.byThread().forEach((thread, count) -> out.writeText(thread).writeDouble(count));
    return out.toBytes();
  }

  static InstanceProgress fromBytes(byte[] bytes) {
    var in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "an instance's progress must have format %d, but had %d".formatted(VERSION, version));
    }
    var waiting = new PendingWindows(in.readZigzag(), in.readZigzag());
    var partitions = new HashSet<Integer>();
    for (long left = in.readVarint(); left > 0; left--) {
      partitions.add((int) in.readVarint());
    }
    var commits = new HashMap<String, Double>();
    for (long left = in.readVarint(); left > 0; left--) {
      commits.put(in.readText(), in.readDouble());
    }
    return new InstanceProgress(new CommitCounts(commits), waiting, partitions);
  }
}
