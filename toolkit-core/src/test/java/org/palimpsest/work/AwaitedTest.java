package org.palimpsest.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class AwaitedTest {

  private static <T> Future<T> ended(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    task.run();
    return task;
  }

  private static Future<Object> failed(Throwable trouble) {
    return ended(
        () -> {
          if (trouble instanceof Error error) {
            throw error;
          }
          throw (Exception) trouble;
        });
  }

  @Test
  void whatWasMadeIsGiven() throws IOException {
    assertThat(Awaited.of(ended(() -> "made"))).isEqualTo("made");
  }

  @Test
  void whatFailedIsThrownAsWhatItWas() {
    IOException reading = new FileNotFoundException("gone");
    GeneralSecurityException refused = new GeneralSecurityException("refused");
    IllegalArgumentException fault = new IllegalArgumentException("fault");
    OutOfMemoryError memory = new OutOfMemoryError("memory");
    assertThatThrownBy(() -> Awaited.of(failed(reading))).isSameAs(reading);
    assertThatThrownBy(() -> Awaited.of(failed(new UncheckedIOException(reading))))
        .isSameAs(reading);
    assertThatThrownBy(() -> Awaited.of(failed(fault))).isSameAs(fault);
    assertThatThrownBy(() -> Awaited.of(failed(memory))).isSameAs(memory);
    assertThatThrownBy(() -> Awaited.of(failed(refused), GeneralSecurityException.class))
        .isSameAs(refused);
    assertThatThrownBy(() -> Awaited.of(failed(reading), GeneralSecurityException.class))
        .isSameAs(reading);
  }

  @Test
  void whatWaitedForAnotherThatFailedTellsWhatThatWas() {
    IOException reading = new IOException("gone");
    assertThatThrownBy(
            () -> Awaited.of(failed(new ExecutionException(new ExecutionException(reading)))))
        .isSameAs(reading);
  }

  @Test
  void whatIsNotDeclaredIsAFault() {
    assertThatThrownBy(() -> Awaited.of(failed(new GeneralSecurityException("refused"))))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void whoIsInterruptedWhileWaitingStaysSo() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Awaited.of(new FutureTask<>(() -> "never run")))
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
