package io.millrace.state.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedStateTest {
  @TempDir private Path application;

  @Test
  void onlyTasksWithoutACheckpointAreDeleted() throws Exception {
    Path active = file("1_0/rocksdb/visitors/CURRENT");
    Path standby = file("1_1/rocksdb/visitors/CURRENT");
    Path checkpoint = file("1_1/.checkpoint");
    Path definitions = file("global/definitions.checkpoint");
    Path lock = file(".lock");
    AbandonedState.clear(application);
    assertThat(application.resolve("1_0")).doesNotExist();
    assertThat(active).doesNotExist();
    assertThat(standby).exists();
    assertThat(checkpoint).exists();
    assertThat(definitions).exists();
    assertThat(lock).exists();
  }

  @Test
  void nothingIsDeletedWhereTheReleaseMayWriteNoCheckpoints() throws Exception {
    Path active = file("1_0/rocksdb/visitors/CURRENT");
    for (String version : List.of("4.3.0", "4.20.1", "5.0.0", "")) {
      AbandonedState.clear(application, version);
      assertThat(active).exists();
    }
    AbandonedState.clear(application, "4.2.0");
    assertThat(active).doesNotExist();
  }

  @Test
  void theReleaseOfKafkaStreamsIsKnown() {
    assertThat(AbandonedState.version()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void aFirstStartHasNothingToDelete() {
    AbandonedState.clear(application.resolve("none"));
    assertThat(application).isEmptyDirectory();
  }

  private Path file(String name) throws IOException {
    Path file = application.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }
}
