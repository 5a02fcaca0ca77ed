package io.millrace.standalone.failure;

/**
 * An error that the operator can correct. Its message is one sentence and is printed without a
 * stack trace; the command then exits with {@link #exitCode()}.
 */
public final class CommandException extends RuntimeException {
  /** The command is valid but failed. */
  public static final int FAILED = 1;

  /** A usage error. */
  public static final int USAGE = 2;

  private final int exitCode;

  public CommandException(String message) {
    this(FAILED, message);
  }

  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The exit code: {@link #FAILED} or {@link #USAGE}. */
  public int exitCode() {
    return exitCode;
  }
}
