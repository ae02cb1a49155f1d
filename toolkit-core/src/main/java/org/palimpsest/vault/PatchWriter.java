package org.palimpsest.vault;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.work.Ahead;

/**
 * Writes a content as a patch against another one, its base.
 *
 * <p>A page that changed is compressed with the base's page as dictionary: of a usual day's changed
 * pages a fifth of what they take alone is left. Reading such a page needs the page below it, which
 * may be such a frame again, so after {@link #DEEPEST} of them a page is stored as literal bytes
 * and the chain begins anew. Whatever is the same is a copy, which costs a line of the table.
 */
final class PatchWriter implements Closeable {

  /**
   * Most frames that must be decompressed for one page. With 32 the patches of a database took two
   * fifths less, and reading the newest of 500, which each next snapshot does, took seven times as
   * long as reading the tenth.
   */
  static final int DEEPEST = 8;

  static final int PAGE = 4096;

  private static final int BLOCK = 256 * PAGE;
  private static final int AHEAD = 6;
  private static final int LEVEL = 1;
  private static final int TABLE_LEVEL = 3;
  private static final int LOG_HEADER = 32;
  private static final int FRAME_HEADER = 24;

  private final PatchBase base;
  private final long baseSize;
  private final PatchOutput out;
  private final ExecutorService workers;
  private final MessageDigest digest = Sha256.newDigest();
  private final PatchTable.Writer table = new PatchTable.Writer();
  private final byte[] literal = new byte[Codec.SEGMENT];
  private final Deque<ZstdCompressCtx> contexts = new ConcurrentLinkedDeque<>();

  /** Blocks of the content, and of the base beside them. */
  private final Buffers blocks = new Buffers(BLOCK);

  private final ByteArrayOutputStream sums = new ByteArrayOutputStream();
  private int literals;
  private long size;

  /**
   * Begins.
   *
   * @param base is being opened, and closed by the caller
   * @param baseSize bytes of it
   */
  PatchWriter(PatchBase base, long baseSize, PatchOutput out, ExecutorService workers) {
    this.base = base;
    this.baseSize = baseSize;
    this.out = out;
    this.workers = workers;
  }

  /** Whether bytes look like a dictionary of zstd's own format, which is read another way. */
  static boolean isFormatted(byte[] bytes) {
    return bytes.length >= 4
        && bytes[0] == 0x37
        && bytes[1] == (byte) 0xA4
        && bytes[2] == 0x30
        && bytes[3] == (byte) 0xEC;
  }

  /** A part of the content: the same as in the base, a frame, or literal bytes. */
  private record Step(byte kind, int length, long from, int count, byte[] bytes) {}

  private static final byte[] NONE = new byte[0];

  /** Takes a content in, page by page on all cores. */
  void pages(VaultWriter.Input input) throws IOException {
    pages(input, Summing.NOT);
  }

  /**
   * Whether sums are made of a content's pages, and what sums of the base's pages are good for.
   *
   * @param wanted whether they are made
   * @param below those of the base; null if there are none
   * @param trusted whether pages are known by them to be the same; else all are compared, and only
   *     the sums of those that are the same are taken over
   */
  record Summing(boolean wanted, @Nullable PageSums below, boolean trusted) {
    static final Summing NOT = new Summing(false, null, false);
  }

  /** Does the same, and makes sums. */
  void pages(VaultWriter.Input input, Summing summing) throws IOException {
    Ahead<Block> ahead = new Ahead<>(workers);
    while (true) {
      byte[] block = blocks.take();
      int count = VaultWriter.fill(input, block);
      if (count > 0) {
        digest.update(block, 0, count);
        long position = size;
        size += count;
        ahead.give(() -> block(block, count, position, summing));
      }
      while (ahead.size() > (count < BLOCK ? 0 : AHEAD)) {
        Block done = ahead.take();
        sums.writeBytes(done.sums);
        for (Step step : done.steps) {
          write(step);
        }
      }
      if (count < BLOCK) {
        return;
      }
    }
  }

  private ObjectBytes base() throws IOException {
    return base.bytes();
  }

  /** What became of a block, and the sums of its pages. */
  private record Block(List<Step> steps, byte[] sums) {}

  private Block block(byte[] block, int count, long position, Summing summing) throws IOException {
    byte[] hashes = NONE;
    List<Step> steps;
    if (summing.trusted && summing.below != null) {
      hashes = PageSums.hashes(block, count);
      steps = known(block, count, position, hashes, summing.below);
    } else {
      steps = compared(block, count, position);
      if (summing.wanted) {
        hashes = hashes(block, count, position, steps, summing.below);
      }
    }
    blocks.give(block);
    return new Block(steps, hashes);
  }

  /** The sums of pages, each of which has its step; of what is the same they need not be made. */
  private static byte[] hashes(
      byte[] block, int count, long position, List<Step> steps, @Nullable PageSums below) {
    MessageDigest digest = Sha256.newDigest();
    byte[] hashes = new byte[steps.size() * Sha256.LENGTH];
    for (int page = 0; page < steps.size(); page++) {
      Step step = steps.get(page);
      boolean known =
          below != null
              && step.kind == PatchTable.COPY
              && step.length == PAGE
              && below.copy(position / PAGE + page, hashes, page * Sha256.LENGTH);
      if (!known) {
        PageSums.hash(digest, block, count, page, hashes);
      }
    }
    return hashes;
  }

  /** Steps for pages that are compared with those of the base. */
  private List<Step> compared(byte[] block, int count, long position) throws IOException {
    byte[] old = blocks.take();
    int known = (int) Math.max(0, Math.min(count, baseSize - position));
    base().read(Math.min(position, baseSize), old, 0, known);
    List<Step> steps = new ArrayList<>();
    for (int at = 0; at < count; at += PAGE) {
      int length = Math.min(PAGE, count - at);
      if (at + length <= known && Arrays.equals(block, at, at + length, old, at, at + length)) {
        steps.add(new Step(PatchTable.COPY, length, position + at, length, NONE));
      } else {
        int beside = Math.min(length, known - at);
        byte[] dictionary = beside <= 0 ? NONE : Arrays.copyOfRange(old, at, at + beside);
        steps.add(changed(block, at, length, position + at, dictionary));
      }
    }
    blocks.give(old);
    return steps;
  }

  /** Steps for pages of which only those are read of the base that have another sum there. */
  private List<Step> known(byte[] block, int count, long position, byte[] blockSums, PageSums below)
      throws IOException {
    List<Step> steps = new ArrayList<>();
    for (int at = 0; at < count; at += PAGE) {
      int length = Math.min(PAGE, count - at);
      long from = position + at;
      if (from + length <= baseSize
          && below.is(from / PAGE, blockSums, at / PAGE * Sha256.LENGTH)) {
        steps.add(new Step(PatchTable.COPY, length, from, length, NONE));
      } else {
        byte[] dictionary = new byte[(int) Math.max(0, Math.min(length, baseSize - from))];
        if (dictionary.length > 0) {
          base().read(from, dictionary, 0, dictionary.length);
        }
        steps.add(changed(block, at, length, from, dictionary));
      }
    }
    return steps;
  }

  /** A part that differs from the base, as a frame where that is worth it. */
  private Step changed(byte[] bytes, int at, int length, long from, byte[] dictionary)
      throws IOException {
    int depth = dictionary.length == 0 ? -1 : base().depth(from, dictionary.length);
    if (depth >= 0 && depth < DEEPEST && !isFormatted(dictionary)) {
      byte[] frame = compress(bytes, at, length, dictionary);
      if (frame.length < length / 2) {
        return new Step(PatchTable.DELTA, length, from, dictionary.length, frame);
      }
    }
    return new Step(PatchTable.LITERAL, length, 0, 0, Arrays.copyOfRange(bytes, at, at + length));
  }

  private byte[] compress(byte[] bytes, int at, int length, byte[] dictionary) {
    ZstdCompressCtx context = contexts.poll();
    if (context == null) {
      context = new ZstdCompressCtx();
      context.setLevel(LEVEL);
      context.setContentSize(false);
      context.setDictID(false);
    }
    try {
      context.loadDict(dictionary);
      byte[] target = new byte[(int) Zstd.compressBound(length)];
      int stored = context.compressByteArray(target, 0, target.length, bytes, at, length);
      return Arrays.copyOf(target, stored);
    } finally {
      contexts.push(context);
    }
  }

  private void write(Step step) throws IOException {
    switch (step.kind) {
      case PatchTable.COPY -> table.copy(step.length, step.from);
      case PatchTable.DELTA -> {
        table.delta(step.length, step.bytes.length + (long) out.overhead(), step.from, step.count);
        out.unit(step.bytes);
      }
      default -> literal(step.bytes, 0, step.length);
    }
  }

  private void literal(byte[] bytes, int at, int length) throws IOException {
    if (length == 0) {
      return;
    }
    table.literal(length);
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, literal.length - literals);
      System.arraycopy(bytes, at + done, literal, literals, part);
      literals += part;
      done += part;
      if (literals == literal.length) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    if (literals > 0) {
      byte[] frame = out.compress(literal, literals);
      table.segment(literals, frame.length + (long) out.overhead());
      out.unit(frame);
      literals = 0;
    }
  }

  /**
   * Takes a write-ahead log in, whose frames hold pages of the base. What does not look like one is
   * literal.
   */
  void log(VaultWriter.Input input) throws IOException {
    byte[] header = new byte[LOG_HEADER];
    int count = VaultWriter.fill(input, header);
    take(header, count);
    literal(header, 0, count);
    int pageSize = (header[8] & 0xff) << 24 | (header[9] & 0xff) << 16 | number(header, 10);
    boolean plausible =
        count == LOG_HEADER
            && pageSize >= 512
            && pageSize <= Codec.SEGMENT - FRAME_HEADER
            && Integer.bitCount(pageSize) == 1;
    byte[] frame = new byte[plausible ? FRAME_HEADER + pageSize : Codec.SEGMENT];
    while (true) {
      int got = VaultWriter.fill(input, frame);
      take(frame, got);
      if (plausible && got == frame.length) {
        long page = Integer.toUnsignedLong(number(frame, 0) << 16 | number(frame, 2));
        long from = (page - 1) * pageSize;
        byte[] dictionary = new byte[from >= 0 && from <= baseSize - pageSize ? pageSize : 0];
        if (dictionary.length > 0) {
          base().read(from, dictionary, 0, pageSize);
        }
        write(changed(frame, 0, got, from, dictionary));
      } else {
        literal(frame, 0, got);
      }
      if (got < frame.length) {
        return;
      }
    }
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  private void take(byte[] bytes, int count) {
    digest.update(bytes, 0, count);
    size += count;
  }

  /** Takes a content in that is mostly the base's bytes, moved. */
  void moved(VaultWriter.Input input) throws IOException {
    new MovedBytes(
            base(),
            (bytes, at, count) -> {
              int read = input.read(bytes, at, count);
              if (read > 0) {
                digest.update(bytes, at, read);
                size += read;
              }
              return read;
            },
            table::copy,
            this::literal)
        .run();
  }

  /** Sums of the pages taken in. */
  byte[] sums() {
    return sums.toByteArray();
  }

  /** Ends the patch; nothing is kept if {@code holds} says that the content is known already. */
  StoredObject finish(Sha256 baseName) throws IOException {
    flush();
    byte[] text = table.text();
    byte[] frame = Zstd.compress(text, TABLE_LEVEL);
    out.unit(frame);
    return out.finish(Sha256.finish(digest), size, baseName, frame.length + out.overhead());
  }

  @Override
  public void close() {
    contexts.forEach(ZstdCompressCtx::close);
    contexts.clear();
  }
}
