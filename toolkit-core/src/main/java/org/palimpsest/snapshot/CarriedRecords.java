package org.palimpsest.snapshot;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.messages.MessagesStore;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.messages.StoreChanges;
import org.palimpsest.sqlite.LeafChanges;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.PageLinks;
import org.palimpsest.vault.CopiedRanges;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultWriter;

/**
 * The records of a store, of which those of messages that cannot have changed since the snapshot
 * before are taken from there.
 *
 * <p>From one day to the next a few hundredths of a store's pages change, and decoding, encoding
 * and hashing all messages is most of the work of a snapshot. What is taken over must be exactly
 * what reading everything would give, so that nobody can tell by a snapshot's records how it was
 * made:
 *
 * <ol>
 *   <li>Pages are known to be the same because they were compared, byte for byte, when the database
 *       was stored against the one before; where a log holds a page, it is read in both states.
 *   <li>{@link StoreChanges} says which leaves and which single messages must be read. These are
 *       read twice, as they were and as they are.
 *   <li>As they were they must be what was sealed: each has its record, with the same commitments,
 *       and no other sealed record lies where they lie. So nothing rests on the vault's bytes that
 *       the seal does not bear out.
 *   <li>All other sealed records are taken over. What a store's messages add up to is what they
 *       added up to, less those that were, plus those that are. Whether a message that waits for
 *       its upload is stuck depends on the time; those for which the answer has changed are among
 *       those that are read.
 *   <li>Threads, attachments, tombstones and rows of other tables are always read.
 * </ol>
 *
 * <p>At any doubt there is no answer, and everything is read. {@code --reread} never asks, and
 * {@code verify --deep} makes all records anew.
 */
final class CarriedRecords {

  /** Where more is to be read than this part of the leaves, reading all is as quick. */
  private static final double MOST_READ = 0.4;

  /** So few are read at once whatever part of the leaves they are. */
  private static final int FEW = 256;

  private final SortedRecords records;
  private final long carried;

  private CarriedRecords(SortedRecords records, long carried) {
    this.records = records;
    this.carried = carried;
  }

  /** All records, sorted. */
  SortedRecords records() {
    return records;
  }

  /** How many of them were taken over. */
  long carried() {
    return carried;
  }

  /** What is asked. */
  record Question(
      Earlier earlier,
      SealedMessages.Reading sealed,
      Sha256 database,
      @Nullable PageLinks links,
      MessagesStore store,
      Instant asOf) {}

  /**
   * Reads what must be read. After an empty answer the store has been read in part and is to be
   * opened again.
   */
  static Optional<CarriedRecords> read(
      Question asked, VaultWriter writer, byte[] saltKey, ExecutorService workers)
      throws IOException {
    try {
      Optional<Earlier.Opened> opened = asked.earlier.get();
      if (opened.isEmpty()) {
        return Optional.empty();
      }
      Optional<CopiedRanges> copied = writer.copied(asked.database, opened.get().main());
      if (copied.isEmpty()) {
        return Optional.empty();
      }
      RecordSet set = new RecordSet(asked.store, saltKey);
      MessagesStore earlier = opened.get().store();
      Optional<StoreChanges> changes =
          StoreChanges.between(earlier, asked.store, copied.get()::covers, asked.links);
      Optional<SealedMessages> sealed = asked.sealed.get(set.threadOrdinals());
      if (changes.isEmpty() || sealed.isEmpty()) {
        return Optional.empty();
      }
      Reading reading = new Reading(set, saltKey, earlier, changes.get(), sealed.get());
      return reading.run(asked, opened.get().manifest(), workers);
    } catch (ExecutionException e) {
      return doubt(e.getCause());
    } catch (VaultException | MalformedDatabaseException e) {
      return doubt(e);
    } catch (DamagedObjectException e) {
      return doubt(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** What cannot be read of the snapshot before is not rested on; everything else is a failure. */
  private static Optional<CarriedRecords> doubt(@Nullable Throwable cause) throws IOException {
    if (cause instanceof VaultException
        || cause instanceof DamagedObjectException
        || cause instanceof MalformedDatabaseException
        || cause instanceof NotAMessagesStoreException) {
      return Optional.empty();
    }
    if (cause instanceof IOException trouble) {
      throw trouble;
    }
    throw new IllegalStateException("records could not be taken over", cause);
  }

  /** The reading of what may have changed. */
  private static final class Reading {
    private final RecordSet set;
    private final byte[] saltKey;
    private final MessagesStore earlier;
    private final LeafChanges leaves;
    private final BitSet kept;
    private final SealedMessages sealed;
    private long[] touched;

    Reading(
        RecordSet set,
        byte[] saltKey,
        MessagesStore earlier,
        StoreChanges changes,
        SealedMessages sealed) {
      this.set = set;
      this.saltKey = saltKey;
      this.earlier = earlier;
      this.leaves = changes.leaves();
      this.kept = changes.kept();
      this.touched = changes.touched();
      this.sealed = sealed;
    }

    Optional<CarriedRecords> run(Question asked, Manifest manifest, ExecutorService workers)
        throws MalformedDatabaseException, IOException, InterruptedException, ExecutionException {
      touched =
          LongStream.concat(
                  Arrays.stream(touched),
                  KeptMessages.newlyStuck(sealed, manifest.asOf(), asked.asOf, workers))
              .sorted()
              .distinct()
              .toArray();
      int all = leaves.kept().length + leaves.came().length;
      int toRead = leaves.came().length + leaves.gone().length + touched.length;
      if (toRead > Math.max(FEW, MOST_READ * all)) {
        return Optional.empty();
      }
      Future<RecordBuffer> were =
          workers.submit(
              () -> new RecordSet(earlier, saltKey).messages(leaves.gone(), touched, kept));
      List<RecordBuffer> read = new ArrayList<>();
      read.add(set.messages(leaves.came(), touched, kept));
      Optional<KeptMessages> taken = KeptMessages.of(sealed, leaves, touched, were.get(), workers);
      if (taken.isEmpty()
          || !asked.store.carry(
              FactsJson.figures(manifest), earlier, taken.get().sent(), taken.get().carriers())) {
        return Optional.empty();
      }
      read.add(set.others());
      if (asked.store.isDamaged() || earlier.isDamaged()) {
        return Optional.empty();
      }
      BitSet dropped = taken.get().dropped();
      return RecordsInMemory.merged(sealed, dropped, read)
          .map(
              records ->
                  new CarriedRecords(records, sealed.count() - (long) dropped.cardinality()));
    }
  }
}
