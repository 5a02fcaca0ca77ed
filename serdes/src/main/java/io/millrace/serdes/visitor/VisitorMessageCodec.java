package io.millrace.serdes.visitor;

import io.millrace.serdes.avro.AvroSerde;
import io.millrace.serdes.bytes.ByteReader;
import io.millrace.serdes.bytes.ByteWriter;
import io.millrace.serdes.bytes.MalformedBytes;
import io.millrace.serdes.event.Event;
import io.millrace.serdes.event.EventCodec;
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
import java.util.HashMap;
import java.util.Map;

/**
 * {@link VisitorMessage} in private bytes: the format version, the hops, the kind, and the fields
 * in their order. An event is in the encoding of its public topics.
 */
public final class VisitorMessageCodec {
  private static final int VERSION = 1;
  private static final int CLAIM = 1;
  private static final int JOIN = 2;
  private static final int OUTRANK = 3;
  private static final int TRANSFER = 4;
  private static final int REDIRECT = 5;
  private static final int FILL = 6;
  private static final int FILLED = 7;
  private static final int ERASE = 8;
  private static final int FORGET = 9;

  private final AvroSerde<Event> events = new AvroSerde<>(new EventCodec());

  /** The message in bytes, with its hops. */
  public byte[] write(Routed routed) {
    var out = new ByteWriter(256).writeByte(VERSION).writeVarint(routed.hops());
    switch (routed.message()) {
      case Claim(var by, var root, var rank) ->
          out.writeByte(CLAIM).writeText(by).writeText(root).writeVarint(rank);
      case Join(var root, var rank) -> out.writeByte(JOIN).writeText(root).writeVarint(rank);
      case Outrank(var root, var rank) -> out.writeByte(OUTRANK).writeText(root).writeVarint(rank);
      case Transfer transfer -> writeTransfer(transfer, out.writeByte(TRANSFER));
      case Redirect(var event, var sentTo) ->
          out.writeByte(REDIRECT).writeText(sentTo).writeBytes(events.write(event));
      case Fill(var slots) -> writeFill(slots, out.writeByte(FILL));
      case Filled(var since) -> out.writeByte(FILLED).writeVarint(since);
      case Erase() -> out.writeByte(ERASE);
      case Forget() -> out.writeByte(FORGET);
    }
    return out.toBytes();
  }

  /** Reads a message; throws {@link MalformedBytes} if the bytes are not one. */
  public Routed read(byte[] bytes) {
    var in = new ByteReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedBytes(
          "a visitor message must have format %d, but had %d".formatted(VERSION, version));
    }
    int hops = (int) in.readVarint();
    int kind = in.readByte();
    VisitorMessage message =
        switch (kind) {
          case CLAIM -> new Claim(in.readText(), in.readText(), in.readVarint());
          case JOIN -> new Join(in.readText(), in.readVarint());
          case OUTRANK -> new Outrank(in.readText(), in.readVarint());
          case TRANSFER -> readTransfer(in);
          case REDIRECT -> readRedirect(in);
          case FILL -> readFill(in);
          case FILLED -> new Filled(in.readVarint());
          case ERASE -> new Erase();
          case FORGET -> new Forget();
          default -> throw new MalformedBytes("no visitor message has kind " + kind);
        };
    return new Routed(message, hops);
  }

  private static void writeFill(Map<Integer, byte[]> slots, ByteWriter out) {
    out.writeVarint(slots.size());
    slots.forEach(
        (number, bytes) ->
            out.writeIntBigEndian(number).writeVarint(bytes.length).writeBytes(bytes));
  }

  private static Fill readFill(ByteReader in) {
    var slots = new HashMap<Integer, byte[]>();
    for (int left = in.readLength(); left > 0; left--) {
      int number = in.readIntBigEndian();
      slots.put(number, in.readBytes(in.readLength()));
    }
    return new Fill(slots);
  }

  private static void writeTransfer(Transfer transfer, ByteWriter out) {
    byte[] record = transfer.record().toBytes();
    out.writeText(transfer.origin())
        .writeByte(transfer.last() ? 1 : 0)
        .writeVarint(record.length)
        .writeBytes(record);
    transfer.oldIds().write(out);
  }

  private static Transfer readTransfer(ByteReader in) {
    String origin = in.readText();
    boolean last = in.readByte() == 1;
    var record = VisitorRecord.fromBytes(in.readBytes(in.readLength()));
    return new Transfer(origin, record, OverflowIds.read(in), last);
  }

  private Redirect readRedirect(ByteReader in) {
    String sentTo = in.readText();
    return new Redirect(events.read(in.readBytes(in.remaining())), sentTo);
  }
}
