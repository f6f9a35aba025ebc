extension TriggerFilter {
  /// The filter's meaning, which every store's SQL must equal.
  public func matches(_ record: TriggerRecord, limits: TryLimits, now: Instant) -> Bool {
    guard states.isEmpty || states.contains(record.state(limits: limits, now: now)) else { return false }
    guard types.isEmpty || types.contains(where: { $0.matches(record.type) }) else { return false }
    guard sources.isEmpty || sources.contains(where: { $0.matches(record.source?.text ?? "") }) else { return false }
    guard ids.isEmpty || ids.contains(where: { $0.contains(record.id) }) else { return false }
    if let tries, !tries.contains(record.tries) { return false }
    func lies(_ time: Instant, within age: Duration) -> Bool { time >= now - age && time <= now }
    if let within, !lies(record.processed ?? record.received, within: within) { return false }
    if let age = processedWithin, let processed = record.processed, !lies(processed, within: age) { return false }
    return words.allSatisfy { word in
      TextMatch.contains(word).matches(record.type) || TextMatch.contains(word).matches(record.source?.text ?? "")
    }
  }
}

extension TextMatch {
  public func matches(_ text: String) -> Bool {
    switch self {
    case .exactly(let wanted): text.unicodeScalars.elementsEqual(wanted.unicodeScalars)
    case .prefix(let wanted): text.unicodeScalars.starts(with: wanted.unicodeScalars)
    case .contains(let wanted): contains(wanted.asciiLowercased, in: text.asciiLowercased)
    }
  }

  private func contains(_ needle: [UInt8], in hay: [UInt8]) -> Bool {
    guard needle.count <= hay.count else { return false }
    return (0...(hay.count - needle.count)).contains { hay[$0...].starts(with: needle) }
  }
}

extension String {
  fileprivate var asciiLowercased: [UInt8] { utf8.map { (65...90).contains($0) ? $0 + 32 : $0 } }
}
