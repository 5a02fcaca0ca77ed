package io.millrace.state.reads;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.state.cluster.Answering;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.Refusal;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads of another instance's partitions: the question has the format version, the generation of
 * the layout, the terms and the reads; the answer for each read what it found, or why it found
 * nothing.
 */
@Singleton
final class ReadQuestion implements Answering {
  static final String WHAT = "reads";
  private static final int VERSION = 1;

  /** So many entries are read on an event loop. */
  private static final int FEW = 4;

  private final LocalReads local;
  private final StreamsHost host;

  ReadQuestion(LocalReads local, StreamsHost host) {
    this.local = local;
    this.host = host;
  }

  /** What is asked. */
  private record Asked(long generation, ReadTerms terms, List<StoreRead> reads) {
    static Asked read(byte[] question) {
      var in = new ByteReader(question);
      checkVersion(in);
      long generation = in.readVarint();
      ReadTerms terms = readTerms(in);
      var reads = new ArrayList<StoreRead>();
      for (long left = in.readVarint(); left > 0; left--) {
        reads.add(StoreRead.read(in));
      }
      return new Asked(generation, terms, reads);
    }

    /** Whether it is about single entries, and few. */
    boolean isShort() {
      int keys = 0;
      for (StoreRead read : reads) {
        if (!(read instanceof StoreRead.Get get)) {
          return false;
        }
        keys += get.keys().size();
      }
      return keys <= FEW;
    }
  }

  /** What became of a read over there. */
  sealed interface Reply {
    record Read(Found found) implements Reply {}

    record Refused(String detail) implements Reply {}
  }

  @Override
  public String what() {
    return WHAT;
  }

  @Override
  public byte[] answer(byte[] question) {
    return answer(Asked.read(question));
  }

  @Override
  public Optional<byte[]> answerAtOnce(byte[] question) {
    Asked asked = Asked.read(question);
    return asked.terms.after().isEmpty() && asked.isShort()
        ? Optional.of(answer(asked))
        : Optional.empty();
  }

  private byte[] answer(Asked asked) {
    checkGeneration(asked.generation);
    var out = new ByteWriter(256);
    out.writeByte(VERSION);
    for (StoreRead read : asked.reads) {
      write(out, local(read, asked.terms));
    }
    checkGeneration(asked.generation);
    return out.toBytes();
  }

  static byte[] question(int generation, List<StoreRead> reads, ReadTerms terms) {
    var out = new ByteWriter(128);
    out.writeByte(VERSION).writeVarint(generation);
    write(out, terms);
    out.writeVarint(reads.size());
    reads.forEach(read -> read.write(out));
    return out.toBytes();
  }

  static List<Reply> replies(byte[] answer, int count) {
    var in = new ByteReader(answer);
    checkVersion(in);
    return new ArrayList<>(IntStream.range(0, count).mapToObj(_ -> reply(in)).toList());
  }

  /** Partitions have other keys in another layout; this one may change in the middle. */
  private void checkGeneration(long asked) {
    int generation = host.hosted().orThrow().layout().generation();
    if (generation != asked) {
      throw new Refusal(
          new Failure.NotReady(
              "this instance has the partitions of generation %d, but was asked for those of %d"
                  .formatted(generation, asked),
              1));
    }
  }

  private static void write(ByteWriter out, ReadTerms terms) {
    out.writeVarint(terms.maxStalenessMs()).writeVarint(terms.patience().toMillis());
    List<Position.Part> parts = terms.after().map(Position::parts).orElse(List.of());
    out.writeVarint(parts.size());
    for (Position.Part part : parts) {
      out.writeText(part.topic()).writeVarint(part.partition()).writeVarint(part.offset());
    }
  }

  private static ReadTerms readTerms(ByteReader in) {
    long maxStalenessMs = in.readVarint();
    var patience = Duration.ofMillis(in.readVarint());
    var parts = new ArrayList<Position.Part>();
    for (long left = in.readVarint(); left > 0; left--) {
      parts.add(new Position.Part(in.readText(), (int) in.readVarint(), in.readVarint()));
    }
    Optional<Position> after =
        parts.isEmpty() ? Optional.empty() : Optional.of(new Position("", 0, parts));
    return new ReadTerms(maxStalenessMs, after, false, patience);
  }

  private Reply local(StoreRead read, ReadTerms terms) {
    try {
      return new Reply.Read(local.read(read, terms));
    } catch (Refusal e) {
      return new Reply.Refused(e.failure().toString());
    }
  }

  private static void write(ByteWriter out, Reply reply) {
    switch (reply) {
      case Reply.Read(var found) -> {
        out.writeByte(0);
        found.write(out);
      }
      case Reply.Refused(var detail) -> out.writeByte(1).writeText(detail);
    }
  }

  private static Reply reply(ByteReader in) {
    return in.readByte() == 0 ? new Reply.Read(Found.read(in)) : new Reply.Refused(in.readText());
  }

  private static void checkVersion(ByteReader in) {
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "reads between instances must have format %d, but had %d".formatted(VERSION, version));
    }
  }
}
