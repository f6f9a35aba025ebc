import TriggerCore

extension TriggerRecord {
  /// All that a deletion took away, so that it can be put back.
  func journal(_ kept: Deletion.Kept) -> DataValue {
    let columns: [TriggerData.Field] = [
      .init("id", .integer(id)), .init("trigger_type", .text(type)),
      .init("source", source.map { .text($0.text) } ?? .null), .init("date_received", .instant(received)),
    ]
    guard case .object(let progress) = progress.data else { return .object(columns) }
    return .object(
      columns + progress + [
        .init("row", kept.row), .init("children", Self.byTable(kept.children)),
        .init("cleared", Self.byTable(kept.cleared)),
      ])
  }

  private static func byTable(_ tables: [(table: String, rows: [DataValue])]) -> DataValue {
    .object(tables.map { .init($0.table, .array($0.rows)) })
  }
}
