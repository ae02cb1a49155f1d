package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Set;
import org.palimpsest.seal.TimeRefusedException;
import org.palimpsest.seal.TimeToken;

/** Responses of time authorities: refused, or the one that was given, of the time that it says. */
final class TimeTokenFuzzTest {

  @FuzzTest
  void check(byte[] response) throws TimeRefusedException {
    Limits limits = new Limits();
    TimeToken good = TimeToken.ofResponse(Resources.read("content.tsr"));
    try {
      TimeToken token = TimeToken.ofResponse(response);
      assertThat(token.response()).isEqualTo(response);
      TimeToken.Checked checked =
          TimeToken.check(token.der(), SealFuzzTest.CONTENT, Set.of(), "time");
      if (checked.token() != null) {
        assertThat(checked.token().time()).isEqualTo(good.time());
        assertThat(checked.token().authority()).isEqualTo(good.authority());
      }
      assertThat(TimeToken.check(token.der(), new byte[] {1}, Set.of(), "time").token()).isNull();
    } catch (TimeRefusedException e) {
      assertThat(e.why()).isNotEmpty();
    }
    limits.check();
  }
}
