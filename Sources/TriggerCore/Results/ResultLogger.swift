import Logging

/// What a handler may give back; a result logger writes it down.
public enum TriggerResult: Hashable, Sendable {
  case text(String)
  /// Written as one row, one item a line, by the serialising database logger; else as JSON.
  case list([String])
  /// Written as one row, `name: value` a line, by the serialising database logger; else as JSON. In the order given.
  case fields([TriggerData.Field])

  /// On one row: text as it is, the others as JSON.
  public var text: String {
    switch self {
    case .text(let text): text
    case .list(let items): DataValue.array(items.map(DataValue.text)).json
    case .fields(let fields): DataValue.object(fields).json
    }
  }
}

extension TriggerResult: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  public init(stringLiteral text: String) { self = .text(text) }
}

extension TriggerResult: ExpressibleByArrayLiteral {
  public init(arrayLiteral items: String...) { self = .list(items) }
}

extension TriggerResult: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral fields: (String, DataValue)...) {
    self = .fields(fields.map { TriggerData.Field($0.0, $0.1) })
  }
}

/// Where results of handlers go. Asked once a successful run, only if the handler gave a result.
public protocol ResultLogger: Sendable {
  /// Writes the result wherever it belongs, or leaves that to the store.
  ///
  /// - Returns: rows for `djtriggers_triggerresult`, written in one transaction with the success.
  func rows(for result: TriggerResult, of record: TriggerRecord, logger: Logger) -> [String]
}

/// A row with the result's text.
public struct DatabaseLogger: ResultLogger {
  public init() {}

  public func rows(for result: TriggerResult, of record: TriggerRecord, logger: Logger) -> [String] { [result.text] }
}

/// A row that people can read: lists one item a line, fields one a line with their values, texts as they are.
public struct DatabaseSerializeLogger: ResultLogger {
  public init() {}

  public func rows(for result: TriggerResult, of record: TriggerRecord, logger: Logger) -> [String] {
    switch result {
    case .text(let text): [text]
    case .list(let items): [items.joined(separator: "\n")]
    case .fields(let fields): [fields.map { "\($0.name): \($0.value.plainText)" }.joined(separator: "\n")]
    }
  }
}

/// A line in the application's log, at level info.
public struct PlainLogger: ResultLogger {
  public init() {}

  public func rows(for result: TriggerResult, of record: TriggerRecord, logger: Logger) -> [String] {
    logger.info("\(result.text)")
    return []
  }
}

/// Results go nowhere, as with django-triggers' base class: for a type that is to differ from all others.
public struct SilentLogger: ResultLogger {
  public init() {}

  public func rows(for result: TriggerResult, of record: TriggerRecord, logger: Logger) -> [String] { [] }
}

extension DataValue {
  fileprivate var plainText: String {
    if case .text(let text) = self { text } else { json }
  }
}
