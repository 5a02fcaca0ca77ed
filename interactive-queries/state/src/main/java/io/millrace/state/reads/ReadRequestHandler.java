package io.millrace.state.reads;

import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.state.cluster.PeerRequestHandler;
import io.millrace.state.problem.Failure;
import io.millrace.state.problem.FailureException;
import io.millrace.state.streams.StreamsHost;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Serves reads of partitions on behalf of another instance: the request has the format version, the
 * generation of the layout, the terms and the reads; the response has the result of each read, or
 * why it failed.
 */
@Singleton
final class ReadRequestHandler implements PeerRequestHandler {
  static final String WHAT = "reads";
  private static final int VERSION = 1;

  /** The maximum number of entries that are read on an event loop. */
  private static final int FEW = 4;

  private final LocalReads local;
  private final StreamsHost host;

  ReadRequestHandler(LocalReads local, StreamsHost host) {
    this.local = local;
    this.host = host;
  }

  /** The request. */
  private record ReadRequest(long generation, ReadTerms terms, List<StoreRead> reads) {
    static ReadRequest read(byte[] request) {
      var in = new ByteReader(request);
      checkVersion(in);
      long generation = in.readVarint();
      ReadTerms terms = readTerms(in);
      var reads = new ArrayList<StoreRead>();
      for (long left = in.readVarint(); left > 0; left--) {
        reads.add(StoreRead.read(in));
      }
      return new ReadRequest(generation, terms, reads);
    }

    /** Whether it is for a few single entries. */
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

  /** The result of a remote read. */
  sealed interface ReadReply {
    record Read(ReadResult found) implements ReadReply {}

    record Refused(String detail) implements ReadReply {}
  }

  @Override
  public String type() {
    return WHAT;
  }

  @Override
  public byte[] handle(byte[] request) {
    return answer(ReadRequest.read(request));
  }

  @Override
  public Optional<byte[]> handleOnFastPath(byte[] request) {
    ReadRequest asked = ReadRequest.read(request);
    return asked.terms.after().isEmpty() && asked.isShort()
        ? Optional.of(answer(asked))
        : Optional.empty();
  }

  private byte[] answer(ReadRequest asked) {
    checkGeneration(asked.generation);
    var out = new ByteWriter(256);
    out.writeByte(VERSION);
    for (StoreRead read : asked.reads) {
      write(out, local(read, asked.terms));
    }
    checkGeneration(asked.generation);
    return out.toBytes();
  }

  static byte[] encodeRequest(int generation, List<StoreRead> reads, ReadTerms terms) {
    var out = new ByteWriter(128);
    out.writeByte(VERSION).writeVarint(generation);
    write(out, terms);
    out.writeVarint(reads.size());
    reads.forEach(read -> read.write(out));
    return out.toBytes();
  }

  static List<ReadReply> replies(byte[] answer, int count) {
    var in = new ByteReader(answer);
    checkVersion(in);
    return new ArrayList<>(IntStream.range(0, count).mapToObj(_ -> reply(in)).toList());
  }

  /** Partitions have other keys in another layout; the current one may change during the read. */
  private void checkGeneration(long asked) {
    int generation = host.hosted().orThrow().layout().generation();
    if (generation != asked) {
      throw new FailureException(
          new Failure.NotReady(
              "this instance serves layout generation %d, but the request is for %d"
                  .formatted(generation, asked),
              1));
    }
  }

  private static void write(ByteWriter out, ReadTerms terms) {
    out.writeVarint(terms.maxStalenessMs()).writeVarint(terms.patience().toMillis());
    List<EventPosition.Part> parts = terms.after().map(EventPosition::parts).orElse(List.of());
    out.writeVarint(parts.size());
    for (EventPosition.Part part : parts) {
      out.writeText(part.topic()).writeVarint(part.partition()).writeVarint(part.offset());
    }
  }

  private static ReadTerms readTerms(ByteReader in) {
    long maxStalenessMs = in.readVarint();
    var patience = Duration.ofMillis(in.readVarint());
    var parts = new ArrayList<EventPosition.Part>();
    for (long left = in.readVarint(); left > 0; left--) {
      parts.add(new EventPosition.Part(in.readText(), (int) in.readVarint(), in.readVarint()));
    }
    Optional<EventPosition> after =
        parts.isEmpty() ? Optional.empty() : Optional.of(new EventPosition("", 0, parts));
    return new ReadTerms(maxStalenessMs, after, false, patience);
  }

  private ReadReply local(StoreRead read, ReadTerms terms) {
    try {
      return new ReadReply.Read(local.read(read, terms));
    } catch (FailureException e) {
      return new ReadReply.Refused(e.failure().toString());
    }
  }

  private static void write(ByteWriter out, ReadReply reply) {
    switch (reply) {
      case ReadReply.Read(var found) -> {
        out.writeByte(0);
        found.write(out);
      }
      case ReadReply.Refused(var detail) -> out.writeByte(1).writeText(detail);
    }
  }

  private static ReadReply reply(ByteReader in) {
    return in.readByte() == 0
        ? new ReadReply.Read(ReadResult.read(in))
        : new ReadReply.Refused(in.readText());
  }

  private static void checkVersion(ByteReader in) {
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "reads between instances must have format %d, but had %d".formatted(VERSION, version));
    }
  }
}
