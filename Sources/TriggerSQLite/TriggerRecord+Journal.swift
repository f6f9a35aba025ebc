import TriggerCore

extension TriggerRecord {
  /// All that a deletion takes away, so that it can be put back.
  /// - Parameter children: rows by table.
  func journal(children: [(table: String, rows: [DataValue])]) -> DataValue {
    let columns: [TriggerData.Field] = [
      .init("id", .integer(id)), .init("trigger_type", .text(type)),
      .init("source", source.map { .text($0.text) } ?? .null), .init("date_received", .instant(received)),
    ]
    guard case .object(let progress) = progress.data else { return .object(columns) }
    let tables = children.map { TriggerData.Field($0.table, .array($0.rows)) }
    return .object(columns + progress + [.init("children", .object(tables))])
  }
}
