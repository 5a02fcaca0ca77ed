package io.millrace.interactivequeries.query;

import java.util.ArrayList;
import java.util.List;

/**
 * What is read where.
 *
 * @param slices in the order of time, without gap or overlap
 */
public record Plan(List<Slice> slices) {
  public Plan {
    slices = List.copyOf(slices);
  }

  /** A stretch of time and its source, as an answer names it. */
  public record Source(SourceKind kind, Span span) {}

  /** The sources in the order of time; neighbouring slices of one kind are one. */
  public List<Source> sources() {
    var sources = new ArrayList<Source>();
    for (Slice slice : slices) {
      if (!sources.isEmpty() && sources.getLast().kind() == slice.kind()) {
        Source before = sources.removeLast();
        sources.add(new Source(slice.kind(), new Span(before.span().from(), slice.span().to())));
      } else {
        sources.add(new Source(slice.kind(), slice.span()));
      }
    }
    return sources;
  }

  public List<Slice.Live> live() {
    return of(Slice.Live.class);
  }

  public List<Slice.Stored> stored() {
    return of(Slice.Stored.class);
  }

  public List<Slice.Raw> raw() {
    return of(Slice.Raw.class);
  }

  private <S extends Slice> List<S> of(Class<S> kind) {
    return slices.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
