package io.millrace.topologies.session;

import io.millrace.serdes.topic.Output;
import io.millrace.serdes.topic.Outputs;
import io.millrace.serdes.visitor.SectionType;
import io.millrace.serdes.visitor.SessionLog;
import io.millrace.topologies.feature.Feature;
import io.millrace.topologies.feature.Stage;
import io.millrace.topologies.feature.StageContext;
import java.util.List;

/** Events become sessions. */
public final class SessionFeature implements Feature {
  @Override
  public Stage stage(StageContext context) {
    return new SessionStage(context.outputs());
  }

  @Override
  public List<SectionType<?>> sections() {
    return List.of(SessionLog.SECTION);
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(Outputs.SESSIONS);
  }
}
