package io.millrace.standalone.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void readsPlainAndPackedFilesAlike() throws IOException {
    byte[] text = "one\r\ntwo\n\nlast".getBytes(StandardCharsets.UTF_8);
    Path plain = Files.write(directory.resolve("a.log"), text);
    Path packed = directory.resolve("a.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(text);
    }
    assertThat(lines(plain)).containsExactly("one", "two", "", "last");
    assertThat(lines(packed)).containsExactly("one", "two", "", "last");
  }

  @Test
  void readsBytesThatAreNotUtf8AsLatin1() throws IOException {
    Path file = Files.write(directory.resolve("a"), new byte[] {'a', (byte) 0xe9, '\n', 'b'});
    assertThat(lines(file)).containsExactly("a\u00e9", "b");
  }

  @Test
  void cutsALineThatIsFarTooLong() throws IOException {
    Path file = Files.write(directory.resolve("a"), new byte[3 << 20]);
    assertThat(lines(file).getFirst()).hasSize(LineReader.LONGEST + 1);
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path file = directory.resolve("none");
    assertThatThrownBy(() -> new LineReader(file)).hasMessage("there is no file " + file);
  }

  private static List<String> lines(Path file) throws IOException {
    var all = new ArrayList<String>();
    try (var lines = new LineReader(file)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        all.add(line);
      }
    }
    return all;
  }
}
