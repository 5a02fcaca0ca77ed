package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @TempDir private Path directory = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesEveryCommand() {
    assertThat(run("help")).isZero();
    assertThat(out.toString())
        .contains(
            "up ",
            "demo ",
            "import ",
            "segments ",
            "status ",
            "topology ",
            "stop ",
            "role ",
            "help ")
        .doesNotContain("train ");
    assertThat(run("import", "access-log", "--help")).isZero();
  }

  @Test
  void anUnknownCommandOrOptionIsNotUnderstood() {
    assertThat(run("upp")).isEqualTo(2);
    assertThat(err.toString()).contains("upp").contains("up");
    assertThat(run("up", "--prot", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("--prot");
  }

  @Test
  void sayingWhatIsAllowedWhereAValueIsWrong() {
    assertThat(run("demo", "--for", "soon", "--home", home())).isEqualTo(2);
    assertThat(err.toString()).contains("such as 20s, but was soon");
    assertThat(run("demo", "--rate", "0", "--home", home())).isEqualTo(2);
    assertThat(err.toString()).contains("--rate must be above 0");
    assertThat(run("up", "--state-memory", "1G", "--home", home())).isEqualTo(2);
    assertThat(err.toString())
        .contains("--state-memory must be at least 16M, such as 160M, but was 1G");
    assertThat(run("up", "--stream-threads", "0", "--home", home())).isEqualTo(2);
    assertThat(err.toString()).contains("--stream-threads must be from 1 to 64, but was 0");
    assertThat(run("up", "--port", "70000", "--home", home())).isEqualTo(2);
    assertThat(err.toString()).contains("--port must be from 0 to 65535, but was 70000");
    assertThat(run("up", "--advertise", "a:b", "--home", home())).isEqualTo(2);
    assertThat(err.toString()).contains("--advertise must be HOST or HOST:PORT, but was a:b");
    assertThat(run("up", "--join", home(), "--home", home())).isEqualTo(2);
    assertThat(err.toString()).contains("--join must name another home than --home");
    assertThat(run("up", "--join", directory.resolve("none").toString(), "--home", home()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("there is no " + directory.resolve("none"));
    assertThat(run("role", "broker", "--join", home(), "--home", home())).isEqualTo(2);
    assertThat(err.toString()).contains("--join starts a service, but the part is broker");
    assertThat(run("role", "waiter", "--home", home())).isEqualTo(2);
    assertThat(err.toString()).contains("waiter");
  }

  @Test
  void whatNeedsARunningMillraceSaysHowToStartOne() {
    assertThat(run("status", "--home", home())).isEqualTo(1);
    assertThat(err.toString()).contains("start one with: millrace up --home " + home());
    assertThat(run("import", "access-log", directory.resolve("x").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no file that can be read at");
  }

  @Test
  void stoppingWhatDoesNotRunIsFine() {
    assertThat(run("stop", "--home", home())).isZero();
    assertThat(out.toString()).contains("Nothing runs on " + home());
  }

  private String home() {
    return directory.resolve("home").toString();
  }

  private int run(String... arguments) {
    return Millrace.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
