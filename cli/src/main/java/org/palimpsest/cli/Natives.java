package org.palimpsest.cli;

import com.github.luben.zstd.util.Native;
import com.github.luben.zstd.util.ZstdVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Lays the two libraries that are no Java beside the jars, under names that the launchers know.
 * Otherwise each process would write them into the folder for temporary files before it loads them,
 * from which many a machine lets nothing be run, and leave them there when it is killed.
 */
final class Natives {

  private Natives() {}

  /**
   * Writes those of this machine; one that the jars do not have for it is left out.
   *
   * @param args the folder, which is made
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "");
    boolean mac = system.startsWith("mac");
    boolean windows = system.startsWith("win");
    String ending = mac ? ".dylib" : windows ? ".dll" : ".so";
    String compressing =
        "/%s/%s/libzstd-jni-%s%s"
            .formatted(
                mac ? "darwin" : windows ? "win" : system.replace(' ', '_'),
                mac && machine.equals("amd64") ? "x86_64" : machine,
                ZstdVersion.VERSION,
                ending);
    String sqlite = LibraryLoaderUtil.getNativeLibName();
    Map<Class<?>, String> resources =
        Map.of(
            Native.class,
            compressing,
            LibraryLoaderUtil.class,
            LibraryLoaderUtil.getNativeLibResourcePath() + "/" + sqlite);
    for (Map.Entry<Class<?>, String> each : resources.entrySet()) {
      String name = each.getKey() == Native.class ? "libzstd-jni" + ending : sqlite;
      try (InputStream in = each.getKey().getResourceAsStream(each.getValue())) {
        if (in != null) {
          Path file = folder.resolve(name);
          Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
          // A shell can tell by this whether anything may be run from where it lies.
          makeExecutable(file);
        }
      }
    }
  }

  private static void makeExecutable(Path file) throws IOException {
    if (!file.toFile().setExecutable(true, false)) {
      throw new IOException("a library could not be made executable");
    }
  }
}
