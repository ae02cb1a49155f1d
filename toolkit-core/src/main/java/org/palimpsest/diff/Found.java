package org.palimpsest.diff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a walk along one range of two record lists gives, and what all walks give together. */
final class Found {

  final List<MessageChange> messages = new ArrayList<>();
  final List<AttachmentChange> attachments = new ArrayList<>();
  final List<MovedMessage> moved = new ArrayList<>();
  final List<ReshapedMessage> reshaped = new ArrayList<>();

  /** Threads in both whose content differs. */
  final List<String> groups = new ArrayList<>();

  /** The message that carried an attachment before, by its guid, where another one does now. */
  final Map<String, String> formerOwners = new HashMap<>();

  /** Former numbers of messages that have another one now. */
  final List<Long> renumbered = new ArrayList<>();

  long drifted;
  long sameNumber;
  long otherNumber;
  long otherBelow;
  long uploadsReset;
  long rowsRemoved;

  /** Adds what another range gave. */
  void add(Found other) {
    messages.addAll(other.messages);
    attachments.addAll(other.attachments);
    moved.addAll(other.moved);
    reshaped.addAll(other.reshaped);
    groups.addAll(other.groups);
    formerOwners.putAll(other.formerOwners);
    renumbered.addAll(other.renumbered);
    drifted += other.drifted;
    sameNumber += other.sameNumber;
    otherNumber += other.otherNumber;
    otherBelow += other.otherBelow;
    uploadsReset += other.uploadsReset;
    rowsRemoved += other.rowsRemoved;
  }

  /** Puts everything in the order in which it is told. */
  void sort() {
    messages.sort(Comparator.comparing(MessageChange::guid));
    attachments.sort(Comparator.comparing(AttachmentChange::guid));
    moved.sort(Comparator.comparing(MovedMessage::guid));
    reshaped.sort(Comparator.comparing(ReshapedMessage::guid));
    Collections.sort(groups);
  }

  /** How much it is, without content. */
  @Override
  public String toString() {
    return messages.size() + " messages changed, " + drifted + " drifted";
  }
}
