package org.palimpsest.messages;

import java.util.Map;

/**
 * What a store's messages add up to, as far as it is a sum over them.
 *
 * @param messages how many there are
 * @param recentlyDeleted of these, in Recently Deleted
 * @param withoutThread joined to no chat
 * @param unreadableBodies bodies that could not be decoded
 * @param unreadableHistories edit histories that could not be decoded
 * @param disagreeingTexts messages whose {@code text} and {@code attributedBody} differ
 * @param unreadablePayloads apps' archives that could not be decoded
 * @param unreadableParts deleted parts that could not be decoded
 * @param sync what the upload columns say
 * @param kinds messages by their kind in a word
 */
public record MessageFigures(
    long messages,
    long recentlyDeleted,
    long withoutThread,
    long unreadableBodies,
    long unreadableHistories,
    long disagreeingTexts,
    long unreadablePayloads,
    long unreadableParts,
    StoreFacts.Sync sync,
    Map<String, Long> kinds) {}
