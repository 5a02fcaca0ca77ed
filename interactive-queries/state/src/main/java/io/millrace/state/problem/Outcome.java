package io.millrace.state.problem;

import java.util.function.Function;

/** The requested result, or the failure that occurred instead. */
public sealed interface Outcome<T> {
  /** It worked. */
  record Done<T>(T value) implements Outcome<T> {}

  /** It did not. */
  record Refused<T>(Failure failure) implements Outcome<T> {}

  /** A success with this value. */
  static <T> Outcome<T> of(T value) {
    return new Done<>(value);
  }

  /** A failure. */
  static <T> Outcome<T> refused(Failure failure) {
    return new Refused<>(failure);
  }

  /** Applies the function to the value of a success; a failure is passed on unchanged. */
  default <U> Outcome<U> map(Function<T, U> change) {
    return switch (this) {
      case Done<T>(T value) -> of(change.apply(value));
      case Refused<T>(Failure failure) -> refused(failure);
    };
  }

  /** For controllers: the value, or a {@link FailureException} that becomes the response. */
  default T orThrow() {
    return switch (this) {
      case Done<T>(T value) -> value;
      case Refused<T>(Failure failure) -> throw new FailureException(failure);
    };
  }
}
