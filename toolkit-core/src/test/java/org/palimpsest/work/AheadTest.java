package org.palimpsest.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AheadTest {

  @Test
  void resultsComeInTheOrderOfTheWork() throws IOException {
    ExecutorService others = Executors.newFixedThreadPool(3);
    try {
      Ahead<Integer> ahead = new Ahead<>(others);
      List<Integer> taken = new ArrayList<>();
      AtomicInteger done = new AtomicInteger();
      for (int i = 0; i < 2_000; i++) {
        int number = i;
        ahead.give(
            () -> {
              done.incrementAndGet();
              Thread.sleep(number % 7 == 0 ? 1 : 0);
              return number;
            });
        if (ahead.size() == 6) {
          taken.add(ahead.take());
        }
      }
      while (ahead.size() > 0) {
        taken.add(ahead.take());
      }
      assertThat(taken).hasSize(2_000).isSorted().doesNotHaveDuplicates();
      assertThat(done).hasValue(2_000);
    } finally {
      others.shutdownNow();
    }
  }

  @Test
  void whatNobodyBeginsIsDoneByTheOneThatTakes() throws IOException {
    Ahead<Thread> ahead = new Ahead<>(work -> {});
    ahead.give(Thread::currentThread);
    ahead.give(Thread::currentThread);
    assertThat(ahead.take()).isSameAs(Thread.currentThread());
    assertThat(ahead.take()).isSameAs(Thread.currentThread());
    assertThat(ahead.size()).isZero();
    assertThatThrownBy(ahead::take).isInstanceOf(NoSuchElementException.class);
  }

  /** While another thread is at the first, the one that takes does the next. */
  @Test
  void theOneThatTakesDoesNotWaitIdly() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch next = new CountDownLatch(1);
      Ahead<Thread> ahead = new Ahead<>(other);
      ahead.give(
          () -> {
            begun.countDown();
            next.await();
            return Thread.currentThread();
          });
      begun.await();
      ahead.give(
          () -> {
            next.countDown();
            return Thread.currentThread();
          });
      assertThat(ahead.take()).isNotSameAs(Thread.currentThread());
      assertThat(ahead.take()).isSameAs(Thread.currentThread());
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void aFailureIsThrownWhereItsResultWasToBeTaken() throws IOException {
    Ahead<String> ahead = new Ahead<>(Runnable::run);
    ahead.give(() -> "first");
    ahead.give(
        () -> {
          throw new IOException("the disk");
        });
    ahead.give(
        () -> {
          throw new IllegalArgumentException("the caller");
        });
    ahead.give(() -> "last");
    assertThat(ahead.take()).isEqualTo("first");
    assertThatThrownBy(ahead::take).isInstanceOf(IOException.class).hasMessage("the disk");
    assertThatThrownBy(ahead::take)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the caller");
    assertThat(ahead.take()).isEqualTo("last");
  }
}
