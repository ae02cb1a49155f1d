package org.palimpsest.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Plays the story once for all tests, and gives each test a copy of its own. */
final class Scenes implements ParameterResolver {

  private static final Namespace SPACE = Namespace.create(Scenes.class);

  /** A folder that goes when its test, or the whole run, has ended. */
  private record Temporary(Path folder, Scene scene) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      Tree.delete(folder);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Scene.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Scene played =
        context
            .getRoot()
            .getStore(SPACE)
            .getOrComputeIfAbsent("played", key -> played(), Temporary.class)
            .scene();
    return context
        .getStore(SPACE)
        .getOrComputeIfAbsent(context.getUniqueId(), key -> copy(played), Temporary.class)
        .scene();
  }

  private static Temporary played() {
    try {
      Path folder = Files.createTempDirectory("palimpsest-story");
      Story story = Story.forge(folder.resolve("story"));
      return new Temporary(folder, Scene.play(folder.resolve("scene"), story));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Temporary copy(Scene played) {
    try {
      Path folder = Files.createTempDirectory("palimpsest-scene");
      return new Temporary(folder, played.copy(folder.resolve("scene")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
