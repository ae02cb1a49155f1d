package org.palimpsest.messages;

import static org.palimpsest.messages.KindCase.read;
import static org.palimpsest.messages.KindCase.recognised;
import static org.palimpsest.messages.KindCase.row;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.testdata.AttributedText;
import org.palimpsest.testdata.BinaryPlist;
import org.palimpsest.testdata.KeyedArchiveWriter;
import org.palimpsest.testdata.KeyedArchiveWriter.Thing;
import org.palimpsest.testdata.SummaryInfo;

/** Every kind of message that the coverage table lists. */
final class KindCases {

  static final String TARGET = "11111111-0000-4000-8000-000000000001";
  private static final String EXTENSION =
      "com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:";
  private static final Instant THEN = Instant.parse("2026-11-01T10:00:00Z");

  private KindCases() {}

  static List<KindCase> all() {
    List<KindCase> cases = new ArrayList<>();
    texts(cases);
    changes(cases);
    references(cases);
    events(cases);
    apps(cases);
    traits(cases);
    return cases;
  }

  private static byte[] body(String text, Object... attributes) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(AttributedText.PART, 0);
    all.putAll(row(attributes));
    return new AttributedText(text, List.of(new AttributedText.Run(text.length(), all))).archived();
  }

  private static void texts(List<KindCase> cases) {
    cases.add(
        read(
            "text",
            row("text", "plain words"),
            seen -> seen.content("/text").equals("plain words")));
    cases.add(
        read(
            "text in attributedBody alone",
            row("attributedBody", AttributedText.plain("archived 👨‍👩‍👧‍👦").archived()),
            seen -> seen.content("/text").equals("archived 👨‍👩‍👧‍👦")));
    cases.add(
        read(
            "mention",
            row("attributedBody", body("@Ben", "__kIMMentionConfirmedMention", "+15550117")),
            seen -> seen.content("/runs/0/mention").equals("+15550117")));
    cases.add(
        read(
            "formatting and text effects",
            row(
                "attributedBody",
                body(
                    "loud",
                    "__kIMTextBoldAttributeName",
                    1,
                    "__kIMTextItalicAttributeName",
                    1,
                    "__kIMTextEffectAttributeName",
                    5)),
            seen ->
                seen.content("/runs/0/bold").equals("1")
                    && seen.content("/runs/0/italic").equals("1")
                    && seen.content("/runs/0/textEffect").equals("5")));
    cases.add(
        read(
            "links, data detectors and one-time codes found in the text",
            row(
                "attributedBody",
                body(
                    "code 123456",
                    "__kIMLinkAttributeName",
                    URI.create("https://example.org"),
                    "__kIMDataDetectedAttributeName",
                    "bplist".getBytes(StandardCharsets.US_ASCII),
                    "__kIMOneTimeCodeAttributeName",
                    Map.of("code", "123456"))),
            seen ->
                seen.state("/found/0/link").equals("https://example.org")
                    && seen.state("/found/0/oneTimeCode/code").equals("123456")
                    && seen.state("/found/0/data/size").equals("6")));
    cases.add(
        read(
            "several parts with a file",
            row(
                "attributedBody",
                AttributedText.of(
                        List.of(
                            new AttributedText.Words("before"),
                            new AttributedText.Attached("at_1_X"),
                            new AttributedText.Words("after")))
                    .archived()),
            seen ->
                seen.message().parts().size() == 3
                    && seen.content("/runs/0/file").equals("at_1_X")
                    && seen.content("/runs/0/part").equals("1")));
    cases.add(
        read(
            "text and attributedBody that disagree",
            row("text", "one", "attributedBody", AttributedText.plain("another").archived()),
            seen ->
                seen.content("/text").equals("another")
                    && seen.state("/storedText").equals("one")));
    cases.add(
        read(
            "subject line",
            row("subject", "About", "text", "x"),
            seen -> seen.content("/subject").equals("About")));
  }

  private static void changes(List<KindCase> cases) {
    byte[] edited =
        SummaryInfo.edited(
            List.of(
                new SummaryInfo.Version(AttributedText.plain("first"), THEN),
                new SummaryInfo.Version(AttributedText.plain("second"), THEN.plusMillis(60_500)),
                new SummaryInfo.Version(AttributedText.plain("third"), THEN.plusSeconds(90))));
    cases.add(
        read(
            "edit with its whole history",
            row(
                "date_edited",
                7L,
                "attributedBody",
                AttributedText.plain("third").archived(),
                "message_summary_info",
                edited),
            seen ->
                seen.message().edits().size() == 3
                    && seen.content("/edits/0/text").equals("first")
                    && seen.content("/edits/1/text").equals("second")
                    && seen.content("/edits/1/exactly").endsWith(".5")
                    && seen.content("/ranges/0/length").equals("5")));
    cases.add(
        read(
            "unsent (rp), with the length that remains",
            row("date_retracted", 0, "message_summary_info", SummaryInfo.retracted(13)),
            seen ->
                seen.message().retracted()
                    && seen.content("/retracted/0").equals("0")
                    && seen.content("/ranges/0/length").equals("13")
                    && seen.state("/retractedBy/0").equals("rp")));
    cases.add(
        read(
            "unsent (date_retracted)",
            row("date_retracted", 7L),
            seen ->
                seen.message().retracted()
                    && seen.state("/retractedBy/0").equals("date_retracted")));
    cases.add(
        read(
            "unsent (date_edited with is_empty)",
            row("date_edited", 7L, "is_empty", 1),
            seen -> seen.message().retracted() && seen.state("/retractedBy/0").equals("is_empty")));
    Map<String, Object> partly = new LinkedHashMap<>();
    partly.put("rp", List.of(1));
    partly.put("euh", List.of("+15550117"));
    partly.put("osn", "iMessage");
    partly.put("otr", Map.of("0", Map.of("lo", 0, "le", 4), "1", Map.of("lo", 4, "le", 9)));
    cases.add(
        read(
            "partly unsent",
            row(
                "date_edited",
                7L,
                "text",
                "stay",
                "message_summary_info",
                BinaryPlist.write(partly)),
            seen ->
                seen.content("/text").equals("stay")
                    && seen.content("/retracted").equals("[1]")
                    && seen.content("/ranges/1/length").equals("9")
                    && seen.content("/editors/0").equals("+15550117")
                    && seen.state("/summary/osn").equals("iMessage")));
  }

  private static Map<String, Object> reference(String target, int type, Object... more) {
    Map<String, Object> row =
        row("associated_message_guid", target, "associated_message_type", type);
    row.putAll(row(more));
    return row;
  }

  private static void references(List<KindCase> cases) {
    cases.add(
        read(
            "tapback added",
            reference(
                "p:2/" + TARGET,
                2003,
                "associated_message_range_location",
                3,
                "associated_message_range_length",
                7),
            seen ->
                seen.is(MessageKind.TAPBACK)
                    && java.util.Objects.requireNonNull(seen.message().associated())
                        .targetGuid()
                        .equals(TARGET)
                    && seen.content("/associated/part").equals("2")
                    && seen.content("/associated/reaction").equals("laughed")
                    && seen.content("/associated/length").equals("7")));
    cases.add(
        read(
            "tapback removed",
            reference("bp:" + TARGET, 3000),
            seen ->
                seen.is(MessageKind.TAPBACK)
                    && java.util.Objects.requireNonNull(seen.message().associated())
                        .targetGuid()
                        .equals(TARGET)
                    && seen.content("/associated/removed").equals("true")));
    cases.add(
        read(
            "emoji tapback",
            reference("p:0/" + TARGET, 2006, "associated_message_emoji", "🫶🏽"),
            seen ->
                seen.is(MessageKind.EMOJI_TAPBACK)
                    && seen.content("/associated/emoji").equals("🫶🏽")));
    cases.add(
        read(
            "sticker tapback",
            reference("p:0/" + TARGET, 2007),
            seen -> seen.is(MessageKind.STICKER_TAPBACK)));
    cases.add(
        read(
            "sticker on a message",
            reference(TARGET, 1000),
            seen ->
                seen.is(MessageKind.STICKER)
                    && java.util.Objects.requireNonNull(seen.message().associated())
                        .targetGuid()
                        .equals(TARGET)));
    cases.add(
        read(
            "inline reply",
            row("thread_originator_guid", TARGET, "thread_originator_part", "0:0:5", "text", "re"),
            seen ->
                seen.content("/originator").equals(TARGET)
                    && seen.content("/originatorPart").equals("0:0:5")));
    cases.add(
        read(
            "link to the message before (reply_to_guid)",
            row("reply_to_guid", TARGET, "text", "x"),
            seen -> seen.state("/columns/reply_to_guid").equals(TARGET)));
  }

  private static void events(List<KindCase> cases) {
    record Event(String name, int type, int action, MessageKind kind) {}
    for (Event event :
        List.of(
            new Event("person added to a group", 1, 0, MessageKind.PERSON_ADDED),
            new Event("person removed from a group", 1, 1, MessageKind.PERSON_REMOVED),
            new Event("person left", 3, 0, MessageKind.PERSON_LEFT),
            new Event("group photo changed", 3, 1, MessageKind.GROUP_PHOTO),
            new Event("group photo removed", 3, 2, MessageKind.GROUP_PHOTO),
            new Event("background changed", 3, 4, MessageKind.OTHER_EVENT),
            new Event("background removed", 3, 6, MessageKind.OTHER_EVENT),
            new Event("sharing of a place", 4, 0, MessageKind.LOCATION_SHARING),
            new Event("audio message kept", 5, 0, MessageKind.AUDIO_KEPT),
            new Event("SharePlay", 6, 0, MessageKind.SHARE_PLAY))) {
      cases.add(
          read(
              event.name(),
              row(
                  "item_type",
                  event.type(),
                  "group_action_type",
                  event.action(),
                  "other_handle",
                  1,
                  "handle_id",
                  0),
              seen ->
                  seen.is(event.kind())
                      && seen.content("/event/kind").equals(event.kind().word())
                      && seen.content("/event/other").equals("+15550117")));
    }
    cases.add(
        read(
            "own number changed",
            row("item_type", 1, "group_action_type", 0, "other_handle", 1, "handle_id", 1),
            seen -> seen.is(MessageKind.OTHER_EVENT)));
    cases.add(
        read(
            "group renamed",
            row("item_type", 2, "group_title", "Lunch"),
            seen ->
                seen.is(MessageKind.GROUP_RENAMED)
                    && seen.content("/event/title").equals("Lunch")));
  }

  private static KindCase app(String name, String balloon, MessageKind kind) {
    byte[] archive =
        KeyedArchiveWriter.write(
            Map.of(
                "an",
                "An App",
                "ldtext",
                "what it is",
                "URL",
                URI.create("https://example.org/?a=1"),
                "userInfo",
                Map.of("caption", "the caption", "image-title", "the title")));
    return read(
        name,
        row("balloon_bundle_id", balloon, "payload_data", archive),
        seen ->
            seen.is(kind)
                && seen.content("/app/name").equals("An App")
                && seen.content("/app/summary").equals("what it is")
                && seen.content("/app/caption").equals("the caption")
                && seen.content("/app/title").equals("the title")
                && seen.content("/app/url").equals("https://example.org/?a=1"));
  }

  private static void apps(List<KindCase> cases) {
    byte[] link =
        KeyedArchiveWriter.write(
            Map.of(
                "richLinkMetadata",
                new Thing(
                    "LPLinkMetadata",
                    Map.of(
                        "title",
                        "A page",
                        "summary",
                        "about it",
                        "siteName",
                        "Example",
                        "originalURL",
                        URI.create("https://example.org/a")))));
    cases.add(
        read(
            "link with its preview",
            row("balloon_bundle_id", "com.apple.messages.URLBalloonProvider", "payload_data", link),
            seen ->
                seen.is(MessageKind.LINK)
                    && seen.content("/app/title").equals("A page")
                    && seen.content("/app/summary").equals("about it")
                    && seen.content("/app/site").equals("Example")
                    && seen.content("/app/originalUrl").equals("https://example.org/a")));
    cases.add(
        app(
            "Apple Pay",
            EXTENSION + "com.apple.PassbookUIService.PeerPaymentMessagesExtension",
            MessageKind.APPLE_PAY));
    cases.add(
        app("location", EXTENSION + "com.apple.findmy.FindMyMessagesApp", MessageKind.LOCATION));
    cases.add(
        app(
            "Check In",
            EXTENSION + "com.apple.SafetyMonitorApp.SafetyMonitorMessages",
            MessageKind.CHECK_IN));
    cases.add(app("poll", EXTENSION + "com.apple.messages.Polls", MessageKind.POLL));
    cases.add(app("game", EXTENSION + "com.gamerdelights.gamepigeon.ext", MessageKind.GAME));
    cases.add(
        app(
            "workout",
            EXTENSION + "com.apple.ActivityMessagesApp.MessagesExtension",
            MessageKind.FITNESS));
    cases.add(app("any other app", EXTENSION + "org.example.app", MessageKind.APP));
    byte[] strokes = {1, 2, 3};
    cases.add(
        recognised(
            "handwriting",
            row(
                "balloon_bundle_id",
                "com.apple.Handwriting.HandwritingProvider",
                "payload_data",
                strokes),
            MessageKind.HANDWRITING));
    cases.add(
        recognised(
            "Digital Touch",
            row(
                "balloon_bundle_id",
                "com.apple.DigitalTouchBalloonProvider",
                "payload_data",
                strokes),
            MessageKind.DIGITAL_TOUCH));
  }

  private static KindCase column(String name, Object value, String column, Object... more) {
    Map<String, Object> row = row(column, value);
    row.putAll(row(more));
    return read(name, row, seen -> seen.state("/columns/" + column).equals(String.valueOf(value)));
  }

  private static void traits(List<KindCase> cases) {
    cases.add(
        read(
            "send effect",
            row("expressive_send_style_id", "com.apple.messages.effect.CKEchoEffect", "text", "x"),
            seen -> seen.content("/effect").endsWith("CKEchoEffect")));
    cases.add(
        read(
            "audio message that expires",
            row("is_audio_message", 1, "is_expirable", 1, "expire_state", 1),
            seen ->
                seen.is(MessageKind.AUDIO)
                    && seen.message().traits().expirable()
                    && seen.state("/columns/expire_state").equals("1")));
    cases.add(column("iMessage", "iMessage", "service", "text", "x"));
    cases.add(column("SMS", "SMS", "service", "text", "x"));
    cases.add(column("RCS", "RCS", "service", "text", "x"));
    cases.add(column("sent as a text message instead", 1, "was_downgraded", "text", "x"));
    cases.add(column("Send Later", 2, "schedule_type", "schedule_state", 2));
    cases.add(column("satellite", 1, "is_stewie"));
    cases.add(column("SOS", 1, "is_sos"));
    cases.add(column("sent off the grid", 1, "sent_or_received_off_grid"));
    cases.add(read("junk", row("is_spam", 1, "text", "x"), seen -> seen.message().traits().spam()));
    cases.add(column("filtered", 3, "filter_action", "filter_sub_action", 4));
    cases.add(column("invisible ink seen and gone", 1, "was_detonated"));
  }
}
