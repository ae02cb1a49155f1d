package org.palimpsest.messages;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a message is, as a person would name it. */
public enum MessageKind {
  /** Words, with or without files. */
  TEXT,
  /** Files without words. */
  FILE,
  /** A voice message. */
  AUDIO,
  /** A link with its preview. */
  LINK,
  /** Money sent or asked for. */
  APPLE_PAY,
  /** A place, or a person's whereabouts. */
  LOCATION,
  /** A Check In. */
  CHECK_IN,
  /** A poll or a vote in it. */
  POLL,
  /** A move in a game. */
  GAME,
  /** A Digital Touch drawing. */
  DIGITAL_TOUCH,
  /** A handwritten message. */
  HANDWRITING,
  /** A workout or a challenge. */
  FITNESS,
  /** The balloon of any other app. */
  APP,
  /** One of the six classic tapbacks. */
  TAPBACK,
  /** A tapback with an emoji. */
  EMOJI_TAPBACK,
  /** A tapback with a sticker. */
  STICKER_TAPBACK,
  /** A sticker put on a message. */
  STICKER,
  /** Someone was added to a group. */
  PERSON_ADDED,
  /** Someone was removed from a group. */
  PERSON_REMOVED,
  /** A group was given another name. */
  GROUP_RENAMED,
  /** Someone left a group. */
  PERSON_LEFT,
  /** A group was given another photo, or none. */
  GROUP_PHOTO,
  /** Sharing of a place began or ended. */
  LOCATION_SHARING,
  /** A voice message was kept. */
  AUDIO_KEPT,
  /** Something is shared in SharePlay. */
  SHARE_PLAY,
  /** An event of a type that is not known. */
  OTHER_EVENT,
  /** A reference to another message of a type that is not known. */
  OTHER_REFERENCE,
  /** Neither words nor anything else. */
  EMPTY;

  private record Mark(String part, MessageKind kind) {}

  /** Parts of {@code balloon_bundle_id}, the telling ones first. */
  private static final List<Mark> BALLOONS =
      List.of(
          new Mark("URLBalloonProvider", LINK),
          new Mark("HandwritingProvider", HANDWRITING),
          new Mark("DigitalTouch", DIGITAL_TOUCH),
          new Mark("PeerPayment", APPLE_PAY),
          new Mark("SafetyMonitor", CHECK_IN),
          new Mark("findmy", LOCATION),
          new Mark("com.apple.Maps", LOCATION),
          new Mark("com.apple.messages.Polls", POLL),
          new Mark("ActivityMessagesApp", FITNESS),
          new Mark("gamepigeon", GAME),
          new Mark("GameCenter", GAME));

  /** Lower-case word with hyphens, as in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it is an event of the thread and no message. */
  public boolean isEvent() {
    return compareTo(PERSON_ADDED) >= 0 && compareTo(OTHER_EVENT) <= 0;
  }

  /** Whether it belongs to another message: a tapback or a sticker. */
  public boolean isReference() {
    return compareTo(TAPBACK) >= 0 && compareTo(STICKER) <= 0;
  }

  /** The kind of a message. */
  public static MessageKind of(Message message) {
    Message.GroupEvent event = message.event();
    if (event.itemType() != 0) {
      return isOwnNumber(message) ? OTHER_EVENT : ofEvent(event.itemType(), event.actionType());
    }
    Message.Associated associated = message.associated();
    if (associated != null && associated.type() >= 1000) {
      return ofReference(associated.type());
    }
    if (message.balloon() != null) {
      return ofBalloon(message.balloon());
    }
    if (message.traits().audio()) {
      return AUDIO;
    }
    return ofText(message.text(), !message.attachments().isEmpty(), message.textUnreadable());
  }

  /** Somebody who adds himself has another number or address now. */
  private static boolean isOwnNumber(Message message) {
    Message.GroupEvent event = message.event();
    return event.itemType() == 1
        && event.actionType() == 0
        && event.other() != null
        && event.other().equals(message.sender());
  }

  /** Whether a balloon's content is drawn strokes and no archive. */
  static boolean isDrawing(String balloon) {
    MessageKind kind = ofBalloon(balloon);
    return kind == HANDWRITING || kind == DIGITAL_TOUCH;
  }

  private static MessageKind ofText(@Nullable Text text, boolean files, boolean unreadable) {
    if (files) {
      return text == null || text.isOnlyObjects() ? FILE : TEXT;
    }
    return text == null && !unreadable ? EMPTY : TEXT;
  }

  private static MessageKind ofEvent(long type, long action) {
    if (type == 1) {
      return action == 0 ? PERSON_ADDED : action == 1 ? PERSON_REMOVED : OTHER_EVENT;
    }
    if (type == 3) {
      // Others are of the thread's background.
      return action == 0 ? PERSON_LEFT : action <= 2 ? GROUP_PHOTO : OTHER_EVENT;
    }
    return switch ((int) Math.max(0, Math.min(100, type))) {
      case 2 -> GROUP_RENAMED;
      case 4 -> LOCATION_SHARING;
      case 5 -> AUDIO_KEPT;
      case 6 -> SHARE_PLAY;
      default -> OTHER_EVENT;
    };
  }

  private static MessageKind ofReference(long type) {
    if (type == 1000) {
      return STICKER;
    }
    long reaction = type >= 3000 ? type - 3000 : type - 2000;
    if (reaction < 0 || reaction > 7 || type >= 4000) {
      return OTHER_REFERENCE;
    }
    return reaction < 6 ? TAPBACK : reaction == 6 ? EMOJI_TAPBACK : STICKER_TAPBACK;
  }

  private static MessageKind ofBalloon(String balloon) {
    for (Mark mark : BALLOONS) {
      if (balloon.contains(mark.part)) {
        return mark.kind;
      }
    }
    return APP;
  }
}
