import TriggerCore

extension PostgresValue {
  static func ids(_ values: [TriggerID]) -> PostgresValue { .int64s(values) }

  /// Microseconds, for `* interval '1 microsecond'`.
  static func microseconds(_ duration: Duration?) -> PostgresValue { .int64(duration?.microseconds) }
}

extension [String] {
  /// What the database can hold, each once. It tells texts apart by their letters, not by how they look.
  var distinctTexts: [String] {
    var known: Set<[UInt8]> = []
    return filter { !$0.utf8.contains(0) && known.insert([UInt8]($0.utf8)).inserted }
  }
}

/// A statement's parameters, numbered as they are added.
struct ParameterList {
  private(set) var values: [PostgresValue] = []

  /// Returns its place in the statement (`$3`).
  mutating func add(_ value: PostgresValue) -> String {
    values.append(value)
    return "$\(values.count)"
  }
}
