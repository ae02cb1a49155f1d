package org.palimpsest.testdata;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * One device of the account: its store and what the world knows of it. Deletions reach the other
 * devices at once if both have Messages in iCloud on and are online, else when they come back; the
 * outbound tombstones stay in the store until {@link World#sync()}.
 */
public final class Device {
  private final World world;
  private final String label;
  private final Path library;
  private final boolean messagesInICloud;
  private final MessagesStore.SecureDelete secure;
  private final Ledger ledger = new Ledger();
  private final Mailbox mailbox = new Mailbox();
  private final List<Held> undownloaded = new ArrayList<>();
  private MessagesStore store;
  private double progress = 1.0;
  private int marks;

  Device(
      World world,
      String label,
      Path library,
      Generation generation,
      boolean inICloud,
      MessagesStore.SecureDelete secure) {
    this.world = world;
    this.label = label;
    this.library = library;
    this.messagesInICloud = inICloud;
    this.secure = secure;
    this.store = MessagesStore.create(library, generation, secure);
    writePreferences(Optional.empty());
  }

  /** The device's name in this world. */
  public String label() {
    return label;
  }

  /** The Library folder. */
  public Path library() {
    return library;
  }

  /** The store, open. What is done to it directly is not in the truth. */
  public MessagesStore store() {
    return store;
  }

  boolean messagesInICloud() {
    return messagesInICloud;
  }

  /** Writes down the true state. */
  public Mark mark(String name) {
    Mark mark = new Mark(label, marks++, world.now(), name);
    Map<String, String> states = new RowWriter(store, world.account()).states();
    world.truth().record(ledger.snapshot(mark, states, world::current), ledger.events());
    return mark;
  }

  /** Cuts the device off; what happens meanwhile waits. */
  public void goOffline() {
    mailbox.disconnect();
  }

  /** Takes in what waited and lets out what was done here meanwhile. */
  public void goOnline() {
    mailbox.connect(this, world);
  }

  void receive(Consumer<Device> operation) {
    mailbox.deliver(this, operation);
  }

  private void tellOthers(Consumer<Device> operation) {
    if (messagesInICloud) {
      mailbox.send(this, world, operation);
    }
  }

  /** Moves a thread to Recently Deleted, here and then elsewhere. Returns the guids. */
  public List<String> deleteThread(Conversation thread) {
    return deleteMessages(ledger.guids(each -> inThread(each, thread) && each.deletedAt() == null));
  }

  /** Moves messages to Recently Deleted, here and then elsewhere. */
  public List<String> deleteMessages(List<String> guids) {
    Instant at = world.now();
    hide(guids, at);
    tellOthers(other -> other.hide(guids, at));
    return guids;
  }

  private void hide(List<String> guids, Instant at) {
    List<String> here =
        ledger.present(guids).stream()
            .filter(guid -> ledger.get(guid).deletedAt() == null)
            .toList();
    store.deletions().recentlyDelete(here, at);
    here.forEach(guid -> ledger.update(guid, each -> each.deleted(at)));
  }

  /** Brings messages back from Recently Deleted, here and then elsewhere. */
  public List<String> restore(List<String> guids) {
    Instant at = world.now();
    show(guids, at);
    tellOthers(other -> other.show(guids, at));
    return guids;
  }

  /** Brings a thread back from Recently Deleted, here and then elsewhere. */
  public List<String> restoreThread(Conversation thread) {
    return restore(ledger.guids(each -> inThread(each, thread) && each.deletedAt() != null));
  }

  private void show(List<String> guids, Instant at) {
    List<String> here = ledger.present(guids);
    store.deletions().restore(here, at);
    here.forEach(guid -> ledger.update(guid, each -> each.deleted(null)));
  }

  /** Removes a thread from Recently Deleted for good, with its chat rows, here and elsewhere. */
  public List<String> purgeThread(Conversation thread) {
    List<String> guids =
        purge(ledger.guids(each -> inThread(each, thread) && each.deletedAt() != null));
    if (ledger.guids(each -> inThread(each, thread)).isEmpty()) {
      Instant at = world.now();
      dropChats(thread, at);
      tellOthers(other -> other.dropEmptyChats(thread, at));
    }
    return guids;
  }

  /** Removes messages from Recently Deleted for good, here and then elsewhere. */
  public List<String> purge(List<String> guids) {
    take(guids, Cause.DELETED_HERE);
    tellOthers(other -> other.follow(guids, Cause.SYNC_PROPAGATED));
    return guids;
  }

  /** Deletes messages at once, without Recently Deleted, here and then elsewhere. */
  public List<String> deleteOutright(List<String> guids) {
    return purge(guids);
  }

  private void dropEmptyChats(Conversation thread, Instant at) {
    if (ledger.guids(each -> inThread(each, thread)).isEmpty()) {
      dropChats(thread, at);
      store.sql().run("DELETE FROM sync_deleted_chats");
    }
  }

  private void dropChats(Conversation thread, Instant at) {
    for (long chat : new RowWriter(store, world.account()).chats(thread)) {
      store.deletions().deleteChat(chat, at);
    }
  }

  /** Removes what has lain in Recently Deleted for longer than {@code age}; each device does so. */
  public List<String> expireRecentlyDeleted(Duration age) {
    Instant oldest = world.now().minus(age);
    List<String> guids =
        ledger.guids(
            each -> {
              Instant at = each.deletedAt();
              return at != null && at.isBefore(oldest);
            });
    take(guids, Cause.RECENTLY_DELETED);
    return guids;
  }

  /** Sets the retention to {@code days} and deletes what is older, here and then elsewhere. */
  public List<String> sweepRetention(int days) {
    Instant oldest = world.now().minus(Duration.ofDays(days));
    List<String> guids = expire(days, oldest, false);
    tellOthers(other -> other.expire(days, oldest, true));
    return guids;
  }

  private List<String> expire(int days, Instant oldest, boolean told) {
    Preferences.write(
        library, new Preferences.Retention(OptionalInt.of(days), OptionalInt.empty()));
    List<String> guids = ledger.guids(each -> each.item().sentAt().isBefore(oldest));
    if (told) {
      follow(guids, Cause.EXPIRED);
    } else {
      take(guids, Cause.EXPIRED);
    }
    return guids;
  }

  private void take(List<String> guids, Cause cause) {
    List<String> here = ledger.present(guids);
    List<String> hidden =
        here.stream().filter(guid -> ledger.get(guid).deletedAt() != null).toList();
    List<String> open = here.stream().filter(guid -> ledger.get(guid).deletedAt() == null).toList();
    store.deletions().purge(hidden, messagesInICloud && cause == Cause.DELETED_HERE);
    store.deletions().delete(open);
    here.forEach(guid -> ledger.gone(guid, cause));
  }

  /** Takes rows away because another device said so; no tombstone of ours is owed to iCloud. */
  private void follow(List<String> guids, Cause cause) {
    List<String> names = new ArrayList<>(ledger.present(guids));
    for (String guid : ledger.present(guids)) {
      names.addAll(ledger.get(guid).item().attachments());
    }
    take(guids, cause);
    store.deletions().forgetTombstones(names);
  }

  /** The system tidies up on this device: expired audio, used one-time codes. */
  public void tidy(List<String> guids) {
    take(guids, Cause.SYSTEM_CLEANUP);
  }

  /** Marks the live messages of a thread that others sent as read, here and then elsewhere. */
  public List<String> read(Conversation thread) {
    Instant at = world.now();
    List<String> guids =
        ledger.guids(
            each ->
                inThread(each, thread)
                    && each.item().from() != null
                    && each.deletedAt() == null
                    && each.readAt() == null);
    markRead(guids, at);
    tellOthers(other -> other.markRead(guids, at));
    return guids;
  }

  private void markRead(List<String> guids, Instant at) {
    for (String guid : ledger.present(guids)) {
      store.revisions().read(guid, at);
      ledger.update(guid, each -> each.read(at));
    }
  }

  /** Takes the file of a message's attachment off this device; the copy in iCloud remains. */
  public void offload(String guid) {
    ledger.get(guid).item().attachments().forEach(store.revisions()::offload);
    ledger.update(guid, each -> each.file(AttachmentTruth.Presence.OFFLOADED));
  }

  /** Loses the file of a message's attachment; the row still says that it is here. */
  public void loseFile(String guid) {
    ledger.get(guid).item().attachments().forEach(store.revisions()::loseFile);
    ledger.update(guid, each -> each.file(AttachmentTruth.Presence.MISSING));
  }

  /** A plain tool overwrites a text and leaves no edit history. */
  public void tamper(String guid, String text) {
    ledger.get(guid);
    store.tampering().rewrite(guid, text);
    ledger.update(guid, each -> each.tampered(text));
  }

  /** A plain tool deletes a message with foreign keys off. */
  public void tamperDelete(String guid) {
    ledger.get(guid);
    store.tampering().delete(guid);
    ledger.gone(guid, Cause.TAMPERED);
  }

  /** Brings a macOS 13 device to macOS 26. */
  public void upgrade() {
    store.upgrade();
  }

  /**
   * Starts over with an empty store and fetches from iCloud, the newest messages first: {@code
   * share} of them, 1 for all. Every ROWID and counter starts anew; what was never uploaded is
   * lost.
   */
  public void replaceStore(double share) {
    Generation generation = store.generation();
    store.close();
    AppleFunctions.deleteTree(library.resolve("Messages"));
    store = MessagesStore.create(library, generation, secure);
    List<Held> old = ledger.startOver();
    List<Held> inICloud = new ArrayList<>(old);
    inICloud.removeIf(each -> !each.uploaded());
    inICloud.sort(Comparator.comparing((Held each) -> each.item().sentAt()).reversed());
    int fetched = (int) Math.ceil(inICloud.size() * share);
    inICloud.subList(0, fetched).forEach(this::fetch);
    undownloaded.clear();
    undownloaded.addAll(inICloud.subList(fetched, inICloud.size()));
    for (Held each : old) {
      String guid = each.item().guid();
      if (!ledger.has(guid)) {
        ledger.gone(guid, each.uploaded() ? Cause.NOT_DOWNLOADED : Cause.STORE_REPLACED);
      }
    }
    progress = share;
    writePreferences(Optional.of(world.now()));
  }

  /** Fetches what {@link #replaceStore} left in iCloud. */
  public void finishDownload() {
    List<Held> rest = List.copyOf(undownloaded);
    undownloaded.clear();
    rest.forEach(this::insert);
    progress = 1.0;
    writePreferences(Optional.of(world.now()));
  }

  private void fetch(Held each) {
    Held clean = each.tampered(null).file(AttachmentTruth.Presence.HERE);
    new RowWriter(store, world.account()).write(clean);
    ledger.refetched(clean);
  }

  void insert(Held each) {
    String guid = each.item().guid();
    if (ledger.has(guid)) {
      return;
    }
    Held clean = each.tampered(null).file(AttachmentTruth.Presence.HERE);
    List<String> gone = new RowWriter(store, world.account()).write(clean);
    ledger.arrived(clean);
    gone.forEach(old -> ledger.gone(old, Cause.SYSTEM_CLEANUP));
  }

  void edit(Item item) {
    if (ledger.has(item.guid())) {
      store.revisions().edit(item.guid(), item.history());
      ledger.update(item.guid(), each -> each.with(item));
    }
  }

  void unsend(Item item, Instant at) {
    if (ledger.has(item.guid())) {
      store.revisions().unsend(item.guid(), item.originalLength(), at);
      ledger.update(item.guid(), each -> each.with(item));
    }
  }

  void rename(Conversation thread, String title) {
    store
        .sql()
        .run(
            "UPDATE chat SET display_name = ? WHERE chat_identifier = ?",
            title,
            thread.identifier());
  }

  void join(Conversation group, Service service) {
    new RowWriter(store, world.account()).chat(group, service);
  }

  /** Messages in iCloud is switched off and on: all rows need to be synced again. */
  public void resetSync() {
    store.revisions().resetSync();
    ledger.updateAll(each -> each.uploaded(false));
  }

  void upload() {
    if (!mailbox.online() || !messagesInICloud) {
      return;
    }
    RowWriter writer = new RowWriter(store, world.account());
    ledger.updateAll(each -> each.uploaded() ? each : each.uploaded(writer.upload(each.item())));
    store
        .sql()
        .run(
            "UPDATE chat SET ck_sync_state = 1,"
                + " cloudkit_record_id = lower(hex(guid)) WHERE ck_sync_state = 0");
    store.deletions().drainQueues();
    writePreferences(Optional.of(world.now()));
  }

  private void writePreferences(Optional<Instant> lastSync) {
    Optional<Instant> shown = messagesInICloud ? lastSync : Optional.empty();
    Preferences.write(library, new Preferences.Sync(messagesInICloud, shown, progress));
  }

  private static boolean inThread(Held each, Conversation thread) {
    return each.item().thread().identifier().equals(thread.identifier());
  }

  /** The guids that this device holds now, live or recently deleted, in order of arrival. */
  public List<String> guids() {
    return ledger.guids(each -> true);
  }
}
