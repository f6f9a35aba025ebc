import TriggerCore

extension TextTable {
  /// Triggers as `triggertop list` shows them.
  init(triggers rows: [Page.Row], limits: TryLimits, now: Instant) {
    self.init([
      Column(title: "ID", alignment: .right, importance: 9, minimum: 20),
      Column(title: "TYPE", importance: 8, minimum: 10),
      Column(title: "SOURCE", importance: 5, minimum: 8),
      Column(title: "STATE", importance: 7, minimum: 9),
      Column(title: "TRY", alignment: .right, importance: 4),
      Column(title: "DUE", alignment: .right, importance: 3, minimum: 6),
      Column(title: "AGE", alignment: .right, importance: 2, minimum: 6),
      Column(title: "LAST ERROR", importance: 1, minimum: 8),
    ])
    for row in rows {
      let record = row.record
      let state = record.state(limits: limits, now: now)
      let isRunning = row.running?.isHeld(at: now) ?? false
      append([
        "\(record.id)", record.type, record.source?.text ?? "", state.rawValue + (isRunning ? " ▶" : ""),
        "\(record.tries)/\(limits.error)", state.isUnprocessed ? record.due.relative(to: now) : "–",
        now.since(record.received).brief, row.lastError.map { "\($0.type): \($0.message)" } ?? "",
      ])
    }
  }
}

extension Instant {
  /// `now` for what is past, else how far ahead.
  fileprivate func relative(to now: Instant) -> String {
    self == .infinity ? "never" : self < now ? "now" : since(now).brief
  }
}

extension Duration {
  /// Its two largest units: `3h12m`.
  var brief: String {
    let units = shorthand.matches(of: /\d+[a-z]/).map(\.output)
    return units.prefix(2).joined()
  }
}
