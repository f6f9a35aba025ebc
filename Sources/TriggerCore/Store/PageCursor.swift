/// A place in a sorted list: a row's sort value and id. It stays valid when the row itself is gone.
public struct PageCursor: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case integer(Int64)
    case text(String)
    case instant(Instant)
    /// The column was null; such rows come last.
    case missing
  }

  public var value: Value
  public var id: TriggerID

  public init(value: Value, id: TriggerID) {
    self.value = value
    self.id = id
  }

  /// Where `record` stands in `sort`.
  public init(_ record: TriggerRecord, in sort: TriggerSort) {
    id = record.id
    value =
      switch sort.key {
      case .id: .integer(record.id)
      case .type: .text(record.type)
      case .source: record.source.map { .text($0.text) } ?? .missing
      case .tries: .integer(Int64(record.tries))
      case .due: .instant(record.due)
      case .received: .instant(record.received)
      case .processed: record.processed.map(Value.instant) ?? .missing
      }
  }
}
