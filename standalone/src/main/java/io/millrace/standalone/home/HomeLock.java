package io.millrace.standalone.home;

import io.millrace.standalone.failure.CommandException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right to run one part on a home directory. The system releases it when the process
 * ends, for whatever reason, so a lock never outlives its owner.
 */
public final class HomeLock implements AutoCloseable {
  private static final String ALONE = "home";

  private final FileChannel channel;
  private final Path pid;

  private HomeLock(FileChannel channel, Path pid) {
    this.channel = channel;
    this.pid = pid;
  }

  /** Acquires the lock of a part and records this process as its owner. */
  public static HomeLock take(Home home, String part) {
    Path pid = pidFile(home, part);
    try {
      FileChannel channel =
          FileChannel.open(
              lockFile(home, part), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw taken(home, part);
      }
      Files.writeString(pid, ProcessHandle.current().pid() + "\n");
      return new HomeLock(channel, pid);
    } catch (IOException e) {
      throw new CommandException(
          "the part %s cannot be locked in %s (%s)"
              .formatted(part, home.directory(), e.getMessage()));
    }
  }

  /**
   * Runs a step that only one process at a time may run on the home directory; waits for the lock.
   */
  public static <T> T runExclusively(Home home, Supplier<T> step) {
    try (var channel =
            FileChannel.open(
                lockFile(home, ALONE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      return step.get();
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be locked (%s)".formatted(home.directory(), e.getMessage()));
    }
  }

  /** The process that holds the lock of a part, if any. */
  public static Optional<ProcessHandle> owner(Home home, String part) {
    if (!Files.exists(lockFile(home, part))) {
      return Optional.empty();
    }
    try (var channel = FileChannel.open(lockFile(home, part), StandardOpenOption.WRITE)) {
      if (tryLock(channel) != null) {
        return Optional.empty();
      }
      String pid = Files.readString(pidFile(home, part)).strip();
      return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(pid);
    channel.close();
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static CommandException taken(Home home, String part) {
    String process = owner(home, part).map(owner -> " as process " + owner.pid()).orElse("");
    return new CommandException(
        "Millrace already runs on %s (%s%s); stop it with: millrace stop --home %s"
            .formatted(home.directory(), part, process, home.directory()));
  }

  private static Path lockFile(Home home, String part) {
    return home.run().resolve(part + ".lock");
  }

  private static Path pidFile(Home home, String part) {
    return home.run().resolve(part + ".pid");
  }
}
