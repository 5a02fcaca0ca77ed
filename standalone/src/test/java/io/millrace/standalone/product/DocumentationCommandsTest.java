package io.millrace.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.millrace.standalone.docs.Checkout;
import io.millrace.standalone.docs.MarkdownPage;
import io.millrace.standalone.reference.MetricsPage;
import io.millrace.standalone.reference.ReferenceFile;
import io.millrace.standalone.reference.StoresPage;
import io.millrace.standalone.reference.TablesPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs the {@code sh} blocks of the documentation against one product: each page in a shell of its
 * own. Pages wait more than they work, so a few run at once. What only a running product can tell
 * is compared with the reference: its stores and tables before the pages have changed them, its
 * metrics after the pages have used everything.
 */
@Execution(ExecutionMode.CONCURRENT)
class DocumentationCommandsTest {
  private static final List<String> TOOLS = List.of("bash", "curl", "jq", "node");
  private static final long LONGEST_PAGE_S = 300;
  private static final int PAGES_AT_ONCE = 3;

  /** No command of a page is meant to be refused where its answer is shown. */
  private static final String PROBLEM = "urn:millrace:problem";

  @TempDir private static Path directory = Path.of("");
  private static final ExecutorService SHELLS = Executors.newFixedThreadPool(PAGES_AT_ONCE);
  private static @Nullable ProductProcess product;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    List<String> missing = TOOLS.stream().filter(tool -> !isInstalled(tool)).toList();
    assumeTrue(missing.isEmpty(), "the commands of the documentation need " + missing);
    writeLauncher();
    product = new ProductProcess(home());
    product.up("--private-webhooks");
  }

  @AfterAll
  static void stop() {
    SHELLS.shutdownNow();
    if (product != null) {
      product.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> theCommandsOfEachPageRun() throws IOException, InterruptedException {
    ProductProcess running = Objects.requireNonNull(product);
    String stores = running.get("/v1/stores");
    String tables = running.clickHouse(TablesPage.TABLES);
    String columns = running.clickHouse(TablesPage.COLUMNS);
    var tests = new ArrayList<DynamicTest>();
    var pages = new ArrayList<Future<Ran>>();
    for (MarkdownPage page : pages()) {
      Future<Ran> ran = SHELLS.submit(() -> run(page));
      pages.add(ran);
      tests.add(dynamicTest(page.name(), () -> check(page, ran.get())));
    }
    tests.add(check("stores.md", () -> StoresPage.text(stores)));
    tests.add(check("tables.md", () -> TablesPage.text(tables, columns)));
    tests.add(check("metrics.md", () -> metricsAfter(pages, running)));
    return tests.stream();
  }

  private static String metricsAfter(List<Future<Ran>> pages, ProductProcess running)
      throws Exception {
    for (Future<Ran> page : pages) {
      page.get();
    }
    return MetricsPage.text(running.get("/metrics"));
  }

  private static DynamicTest check(String reference, Callable<String> text) {
    return dynamicTest(reference, () -> ReferenceFile.check(reference, text.call()));
  }

  private static List<MarkdownPage> pages() {
    var pages = new ArrayList<MarkdownPage>();
    pages.add(MarkdownPage.read(Checkout.root().resolve("README.md")));
    pages.addAll(Checkout.pages("docs/guide"));
    pages.addAll(Checkout.pages("docs/operate"));
    pages.removeIf(page -> page.blocks("sh").isEmpty());
    return pages;
  }

  /**
   * What came of a page.
   *
   * @param code of the shell's end, or a text that says that it did not end
   */
  private record Ran(String code, String printed) {}

  private static Ran run(MarkdownPage page) throws IOException, InterruptedException {
    String name = page.name().replace('/', '-');
    Path script = Files.writeString(directory.resolve(name + ".sh"), script(page));
    Path output = directory.resolve(name + ".log");
    var shell =
        new ProcessBuilder("bash", "-e", "-o", "pipefail", script.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    shell.environment().put("HOME", directory.toString());
    shell.environment().put("MILLRACE_HOME", home().toString());
    Process process = shell.start();
    try {
      boolean ended = process.waitFor(LONGEST_PAGE_S, TimeUnit.SECONDS);
      String code = ended ? Integer.toString(process.exitValue()) : "none, as it did not end";
      return new Ran(code, Files.readString(output));
    } finally {
      ProductProcess.kill(process);
    }
  }

  private static void check(MarkdownPage page, Ran ran) {
    String failure = "%s must run; the last block that its output names failed:%n%s";
    assertThat(ran.code()).as(failure, page.name(), ran.printed()).isEqualTo("0");
    assertThat(ran.printed()).as(page.name()).doesNotContain(PROBLEM);
  }

  private static String script(MarkdownPage page) {
    // What a page starts in the background, it ends itself, unless it fails before.
    var script = new StringBuilder("trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n");
    for (MarkdownPage.Block block : page.blocks("sh")) {
      script.append("echo '--- block of line %d'%n".formatted(block.line())).append(block.text());
    }
    return script.toString();
  }

  /** The pages call {@code bin/millrace}; here it is the classes under test, already built. */
  private static void writeLauncher() throws IOException {
    Path launcher = directory.resolve("bin/millrace");
    Files.createDirectories(directory.resolve("bin"));
    String command = String.join("' '", ProductProcess.launch());
    Files.writeString(launcher, "#!/bin/sh\nexec '" + command + "' \"$@\"\n");
    if (!launcher.toFile().setExecutable(true)) {
      throw new IOException(launcher + " cannot be made executable");
    }
  }

  /** Below the user's home, where the pages look for it. */
  private static Path home() {
    return directory.resolve(".millrace");
  }

  private static boolean isInstalled(String tool) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(":", -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
  }
}
