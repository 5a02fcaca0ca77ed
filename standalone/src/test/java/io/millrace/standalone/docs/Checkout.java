package io.millrace.standalone.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of the checkout that the tests run in. */
public final class Checkout {
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git");
  private static final Path ROOT = find();

  private Checkout() {}

  /** The root directory, which has {@code README.md} and {@code docs}. */
  public static Path root() {
    return ROOT;
  }

  /** Every Markdown page, in the order of their paths. */
  public static List<MarkdownPage> pages() {
    return files(ROOT, ".md").stream().map(MarkdownPage::read).toList();
  }

  /** The pages directly in a directory, its README first, the others by name. */
  public static List<MarkdownPage> pages(String directory) {
    Path wanted = ROOT.resolve(directory);
    return files(wanted, ".md").stream()
        .filter(file -> wanted.equals(file.getParent()))
        .map(MarkdownPage::read)
        .toList();
  }

  /** The main Java sources of all modules. */
  public static List<Path> mainSources() {
    Path main = Path.of("src", "main", "java");
    return files(ROOT, ".java").stream()
        .filter(file -> file.toString().contains("/" + main))
        .toList();
  }

  /** The text of a file. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path directory, String ending) {
    var found = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
              return NOT_OURS.contains(String.valueOf(at.getFileName()))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.toString().endsWith(ending)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  private static Path find() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("README.md")) && Files.isDirectory(at.resolve("docs"))) {
        return at;
      }
    }
    throw new IllegalStateException("the tests must run in a checkout that has docs");
  }
}
