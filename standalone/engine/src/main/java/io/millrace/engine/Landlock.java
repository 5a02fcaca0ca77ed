package io.millrace.engine;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * The last line of defence of the host: the kernel itself lets this thread, and every thread it
 * starts, write below the engine's directory only, read that and what the JVM needs, run no program
 * and open no TCP connection. A bypass of the gateway's rules then has no effect. Source: the
 * kernel's {@code Documentation/userspace-api/landlock.rst} and {@code linux/landlock.h}.
 */
final class Landlock {
  private static final int CREATE_RULESET = 444;
  private static final int ADD_RULE = 445;
  private static final int RESTRICT_SELF = 446;
  private static final int PRCTL = 157;
  private static final int OPENAT = 257;

  private static final int VERSION_FLAG = 1;
  private static final int PATH_BENEATH = 1;
  private static final int SET_NO_NEW_PRIVILEGES = 38;
  private static final int CURRENT_DIRECTORY = -100;
  private static final int PATH_AND_CLOSE_ON_EXEC = 0x200000 | 0x80000;

  /** Execute, write, read, list, remove, make: all rights of the first version. */
  private static final long FIRST_RIGHTS = (1L << 13) - 1;

  private static final long REFER = 1L << 13;
  private static final long TRUNCATE = 1L << 14;
  private static final long READ = 1L << 2 | 1L << 3;
  private static final long READ_FILE = 1L << 2;
  private static final long WRITE_FILE = 1L << 1;
  private static final long CONNECT_TCP = 1L << 1;

  /** Without the right to refer, files cannot move between directories, as parts do. */
  private static final long LEAST_VERSION = 2;

  private static final List<String> SYSTEM =
      List.of(
          "/proc",
          "/sys",
          "/dev/urandom",
          "/dev/random",
          "/dev/zero",
          "/etc/hosts",
          "/etc/host.conf",
          "/etc/nsswitch.conf",
          "/etc/resolv.conf",
          "/etc/localtime",
          "/usr/share/zoneinfo");

  private Landlock() {}

  /**
   * Confines this thread and those it will start, irrevocably.
   *
   * @return false if the kernel does not support it, or this is not x86-64 Linux
   */
  static boolean confine(Path home, Path library) throws IOException {
    if (!System.getProperty("os.arch", "").equals("amd64")
        || !Files.isDirectory(Path.of("/proc"))) {
      return false;
    }
    long version = ChdbLibrary.systemCall(CREATE_RULESET, 0, 0, VERSION_FLAG);
    if (version < LEAST_VERSION) {
      return false;
    }
    long rights = FIRST_RIGHTS | REFER | (version >= 3 ? TRUNCATE : 0);
    long rules = createRuleset(rights, version);
    allow(rules, home, rights);
    allow(rules, Path.of("/dev/null"), READ_FILE | WRITE_FILE);
    for (Path path : readable(library)) {
      allow(rules, path, Files.isDirectory(path) ? READ : READ_FILE);
    }
    return ChdbLibrary.systemCall(PRCTL, SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
        && ChdbLibrary.systemCall(RESTRICT_SELF, rules, 0) == 0;
  }

  private static long createRuleset(long rights, long version) {
    ByteBuffer attributes = buffer(16).putLong(0, rights).putLong(8, CONNECT_TCP);
    return ChdbLibrary.systemCall(CREATE_RULESET, attributes, version >= 4 ? 16 : 8, 0);
  }

  /** A path that does not exist needs no rule. */
  private static void allow(long rules, Path path, long rights) {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer text = buffer(name.length + 1).put(0, name);
    long file = ChdbLibrary.systemCall(OPENAT, CURRENT_DIRECTORY, text, PATH_AND_CLOSE_ON_EXEC, 0);
    if (file >= 0) {
      ByteBuffer rule = buffer(12).putLong(0, rights).putInt(8, (int) file);
      ChdbLibrary.systemCall(ADD_RULE, rules, PATH_BENEATH, rule, 0);
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static List<Path> readable(Path library) throws IOException {
    var paths = new ArrayList<Path>();
    paths.add(library);
    paths.add(Path.of(System.getProperty("java.home", "/")).toRealPath());
    for (String path : SYSTEM) {
      paths.add(Path.of(path));
    }
    String[] classPath = System.getProperty("java.class.path", "").split(File.pathSeparator, -1);
    for (String entry : classPath) {
      paths.add(Path.of(entry));
    }
    if (classPath.length == 1 && Files.isRegularFile(paths.getLast())) {
      addManifest(paths.getLast(), paths);
    }
    return paths;
  }

  /** A program in one jar names its other jars there, relative to itself. */
  private static void addManifest(Path file, List<Path> paths) throws IOException {
    try (var jar = new JarFile(file.toFile())) {
      var manifest = jar.getManifest();
      String named =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (named != null) {
        for (String relative : named.strip().split("\\s+", -1)) {
          paths.add(Path.of(file.toAbsolutePath().toUri().resolve(relative)));
        }
      }
    }
  }
}
