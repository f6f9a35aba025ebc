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
        "\(record.tries)/\(limits.error)", state.isUnprocessed ? record.dueText(at: now) : "–",
        now.since(record.received).long, row.lastError.map { "\($0.type): \($0.message)" } ?? "",
      ])
    }
  }
}

extension TriggerRecord {
  /// How far ahead it is due, or how late it is: `3h12m`, `now`, `-54m12s`, `never`.
  fileprivate func dueText(at now: Instant) -> String {
    if due == .infinity { return "never" }
    guard due < now else { return due.since(now).long }
    let late = now.since(waitingSince)
    return late < .minutes(1) ? "now" : "-\(late.long)"
  }
}
