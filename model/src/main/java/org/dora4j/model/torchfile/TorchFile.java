package org.dora4j.model.torchfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * A dictionary of tensors that {@code torch.save} wrote ({@code adapter_model.bin}, {@code
 * consolidated.00.pth}), in the zip form or the older stream form. Such a file is a pickle, a
 * program by nature; this reader rebuilds tensors from it, runs nothing, and refuses whatever is
 * not needed for that. The data of a tensor is read when the tensor is asked for.
 */
public final class TorchFile implements WeightSource {

  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private final Path file;
  private final StorageBytes form;
  private final Map<String, Pickled.TensorView> views;

  private TorchFile(Path file, StorageBytes form, Map<String, Pickled.TensorView> views) {
    this.file = file;
    this.form = form;
    this.views = views;
  }

  /**
   * Reads what tensors a file holds, and checks that their data is there.
   *
   * @throws ModelFileException if the file is missing, is not a dictionary of tensors, or asks for
   *     anything to be called
   */
  public static TorchFile open(Path file) {
    try {
      return open(file, isZip(file) ? ZipForm.open(file) : LegacyForm.open(file));
    } catch (PickleException e) {
      throw notRead(file, e);
    } catch (IOException e) {
      throw new ModelFileException("Cannot read %s: %s.".formatted(file, e), e);
    }
  }

  private static TorchFile open(Path file, StorageBytes form) throws IOException {
    try {
      return new TorchFile(file, form, views(form.object(TorchFile::unpickle), form));
    } catch (RuntimeException | IOException e) {
      form.close();
      throw e;
    }
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return Arrays.equals(stream.readNBytes(ZIP.length), ZIP);
    }
  }

  private static Object unpickle(PickleInput input) {
    return new Unpickler(input, TorchGlobals::call, TorchGlobals::storage).load();
  }

  private static Map<String, Pickled.TensorView> views(Object object, StorageBytes form) {
    if (!(object instanceof Map<?, ?> map)) {
      throw new PickleException("it holds no dictionary of tensors");
    }
    Map<String, Pickled.TensorView> views = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)
          || !(entry.getValue() instanceof Pickled.TensorView view)) {
        throw new PickleException(
            "\"%s\" in it is not a tensor; only plain dictionaries of tensors are read"
                .formatted(entry.getKey()));
      }
      form.require(view.storage());
      TensorViews.requireInside(view);
      views.put(name, view);
    }
    return views;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(views.keySet());
  }

  @Override
  public long[] shape(String name) {
    return view(name).shape().clone();
  }

  @Override
  public DType dtype(String name) {
    return view(name).storage().dtype();
  }

  @Override
  public Tensor tensor(String name) {
    Pickled.TensorView view = view(name);
    try (Scope scope = Scope.open()) {
      byte[] bytes = form.bytes(view.storage());
      return scope.keep(TensorViews.of(view, TensorViews.memory(view.storage(), bytes)));
    } catch (PickleException e) {
      throw notRead(file, e);
    } catch (IOException e) {
      throw new ModelFileException("Cannot read %s of %s: %s.".formatted(name, file, e), e);
    }
  }

  /** Whether two names stand for the same elements in memory, as a tied head's do. */
  public boolean same(String one, String other) {
    Pickled.TensorView a = view(one);
    Pickled.TensorView b = view(other);
    return a.storage().equals(b.storage())
        && a.offset() == b.offset()
        && Arrays.equals(a.shape(), b.shape())
        && Arrays.equals(a.strides(), b.strides());
  }

  private Pickled.TensorView view(String name) {
    Pickled.TensorView view = views.get(name);
    if (view == null) {
      throw new ModelFileException("%s has no tensor %s.".formatted(file, name));
    }
    return view;
  }

  private static ModelFileException notRead(Path file, PickleException e) {
    return new ModelFileException("%s is not read: %s.".formatted(file, e.getMessage()), e);
  }

  @Override
  public void close() {
    try {
      form.close();
    } catch (IOException e) {
      throw new ModelFileException("Cannot close %s: %s.".formatted(file, e), e);
    }
  }
}
