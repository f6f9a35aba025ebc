import TriggerCore

/// A type of trigger in the demo's little company: how often it comes, how long it takes, how it fails.
struct DemoKind: Sendable {
  var type: String
  /// How often it comes, beside the others.
  var weight: Int
  /// How long its handler takes, in milliseconds.
  var milliseconds: ClosedRange<Int>
  /// Of a thousand that come, so many fail at first and succeed at a later try.
  var flaky = 0
  /// Of a thousand that come, so many fail until they are given up.
  var hopeless = 0
  /// Of a thousand that come, so many are scheduled for later.
  var scheduled = 0
  var errors: [AttemptError] = []
  var source: @Sendable (inout SeededGenerator) -> Source
  var data: @Sendable (inout SeededGenerator) -> TriggerData? = { _ in nil }
  /// What its handler logs when it succeeds, nil for nothing.
  var line: String?
}

extension DemoKind {
  static let all: [DemoKind] = [
    DemoKind(
      type: "send_mail", weight: 40, milliseconds: 80...600, flaky: 45, hopeless: 10, scheduled: 30,
      errors: [
        AttemptError(type: "SMTPError", message: "550 5.1.1 mailbox unavailable: no such user here"),
        AttemptError(type: "SMTPError", message: "421 4.7.0 too many connections from this host, try again later"),
      ],
      source: { ["user", people.pick(&$0)] },
      data: {
        .fields(("template", .text(templates.pick(&$0))), ("locale", .text(["nl", "fr", "en", "ja"].pick(&$0))))
      }),
    DemoKind(
      type: "notify_webhook", weight: 25, milliseconds: 60...900, flaky: 60, hopeless: 15,
      errors: [
        AttemptError(
          type: "HTTPError", message: "POST https://hooks.example.com/orders answered 503 Service Unavailable"),
        AttemptError(type: "TLSError", message: "certificate of partner.example.net expired 3 days ago"),
      ],
      source: { ["shop", Int.random(in: 3...19, using: &$0), "order", Int.random(in: 5_000...5_999, using: &$0)] },
      data: { .fields(("event", .text(["order.paid", "order.sent", "order.refunded"].pick(&$0)))) }),
    DemoKind(
      type: "pay_bill", weight: 15, milliseconds: 300...2_200, flaky: 110, hopeless: 30, scheduled: 60,
      errors: [
        AttemptError(type: "BankTimeout", message: "bank API did not answer within 30 s (504 Gateway Timeout)"),
        AttemptError(type: "CardDeclined", message: "card ending in 4242 was declined: insufficient funds"),
      ],
      source: { ["invoice", Int.random(in: 4_300...4_599, using: &$0)] },
      data: {
        .fields(
          ("amount", .decimal("\(Int.random(in: 5...900, using: &$0)).\(Int.random(in: 10...99, using: &$0))")),
          ("currency", .text("EUR")), ("recipient_id", .integer(.random(in: 1...400, using: &$0))))
      },
      line: "payment accepted by the bank"),
    DemoKind(
      type: "resize_image", weight: 12, milliseconds: 400...2_800, flaky: 20, hopeless: 25,
      errors: [
        AttemptError(
          type: "ImageError", message: "cannot decode HEIC: file ends after 131,072 of 2,480,113 bytes",
          backtrace: "decode (heic.c:412)\nthumbnail (resize.c:88)\nmain (resize.c:31)")
      ],
      source: { ["upload", String(UInt32.random(in: .min ... .max, using: &$0), radix: 16)] },
      data: { .fields(("width", .integer([320, 640, 1280].pick(&$0))), ("format", .text("webp"))) }),
    DemoKind(
      type: "sync_ledger", weight: 5, milliseconds: 1_500...6_000, flaky: 120,
      errors: [AttemptError(type: "LedgerConflict", message: "entry 20431 was changed by another session; reload it")],
      source: { ["branch", ["gent", "antwerpen", "liège", "東京"].pick(&$0)] },
      line: "ledger balanced"),
    DemoKind(
      type: "export_report", weight: 3, milliseconds: 3_000...9_000, hopeless: 60, scheduled: 300,
      errors: [AttemptError(type: "DiskFull", message: "no space left on device: /srv/exports (0 of 200 GB free)")],
      source: { ["report", "2026-\(Int.random(in: 10...12, using: &$0))"] },
      line: "report written"),
    DemoKind(
      type: "remind_customer", weight: 4, milliseconds: 100...400, scheduled: 950,
      source: { ["customer", Int.random(in: 100...999, using: &$0)] }),
  ]

  /// Nobody handles it here: it waits, and the dashboard says so.
  static let orphan = DemoKind(
    type: "legacy_import", weight: 0, milliseconds: 0...0,
    source: { ["batch", Int.random(in: 1...40, using: &$0)] })

  private static let people = ["alice", "björn", "chloé", "dmitri", "emeka", "fatima", "giulia", "haruka", "ines", "陳"]
  private static let templates = ["welcome", "receipt", "password_reset", "newsletter"]
}

extension Array {
  /// Any of them; the array must not be empty.
  func pick(_ generator: inout SeededGenerator) -> Element { self[Int.random(in: indices, using: &generator)] }
}

extension TriggerData {
  fileprivate static func fields(_ fields: (String, DataValue)...) -> TriggerData {
    TriggerData(fields: fields.map { Field($0.0, $0.1) })
  }
}
