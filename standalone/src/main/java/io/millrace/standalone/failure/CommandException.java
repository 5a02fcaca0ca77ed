package io.millrace.standalone.failure;

/**
 * Something the operator can put right. Its message is one sentence and is printed without a stack
 * trace; the command then ends with {@link #exitCode()}.
 */
public final class CommandException extends RuntimeException {
  /** A command that was understood and could not be carried out. */
  public static final int FAILED = 1;

  /** A command that was not understood. */
  public static final int USAGE = 2;

  private final int exitCode;

  public CommandException(String message) {
    this(FAILED, message);
  }

  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
