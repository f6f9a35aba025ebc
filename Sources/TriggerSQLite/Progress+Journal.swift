import TriggerCore

/// Values before and after an operation as the journal holds them: a JSON object of the table's columns.
extension Progress {
  var journal: DataValue {
    .object([
      .init("date_processed", processed.map(DataValue.instant) ?? .null),
      .init("successful", successful.map(DataValue.bool) ?? .null), .init("number_of_tries", .integer(Int64(tries))),
      .init("process_after", after.map(DataValue.instant) ?? .null),
    ])
  }

  init?(journal text: String) {
    guard let data = TriggerData(json: text), case .integer(let tries)? = data["number_of_tries"] else { return nil }
    self.init(
      processed: data["date_processed"]?.time, successful: data["successful"]?.flag, tries: Int(tries),
      after: data["process_after"]?.time)
  }
}

extension DataValue {
  fileprivate var time: Instant? {
    if case .text(let text) = self { Instant(iso8601: text) } else { nil }
  }

  fileprivate var flag: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }
}

extension TriggerRecord {
  /// All that a deletion takes away, so that it could be put back.
  /// - Parameter children: rows by table.
  func journal(children: [(table: String, rows: [DataValue])]) -> DataValue {
    let columns: [TriggerData.Field] = [
      .init("id", .integer(id)), .init("trigger_type", .text(type)),
      .init("source", source.map { .text($0.text) } ?? .null), .init("date_received", .instant(received)),
    ]
    guard case .object(let progress) = progress.journal else { return .object(columns) }
    let tables = children.map { TriggerData.Field($0.table, .array($0.rows)) }
    return .object(columns + progress + [.init("children", .object(tables))])
  }
}
