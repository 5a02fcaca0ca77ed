package io.millrace.topologies.segment;

import io.millrace.serdes.segment.SegmentChange;
import io.millrace.serdes.visitor.VisitorKey;

/** What evaluations of visitors tell. */
public interface MembershipListener {
  /** Nobody is told. */
  MembershipListener IGNORED =
      new MembershipListener() {
        @Override
        public void changed(SegmentChange change) {}

        @Override
        public void member(
            VisitorKey visitor, int segment, int version, long since, boolean isIn) {}
      };

  /** A visitor entered or left a segment. */
  void changed(SegmentChange change);

  /** A visitor is, or is no longer, a member by a version of a segment's rule. */
  void member(VisitorKey visitor, int segment, int version, long since, boolean isIn);
}
