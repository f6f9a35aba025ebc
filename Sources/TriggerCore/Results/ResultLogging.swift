import Logging

/// Which result logger serves which type: first what is configured for the type, then the type's own
/// (`Trigger.resultLogger`), then the one for all. The library's own have the slugs they have in Python.
public struct ResultLogging: Sendable {
  /// `DatabaseLogger`, `DatabaseSerializeLogger`, `PythonLogger`, `TriggerLogger`.
  public static let standard: [String: any ResultLogger] = [
    "DatabaseLogger": DatabaseLogger(), "DatabaseSerializeLogger": DatabaseSerializeLogger(),
    "PythonLogger": PlainLogger(), "TriggerLogger": SilentLogger(),
  ]

  /// Results go nowhere, as in django-triggers where no logger is named.
  public static let none = ResultLogging()

  private var always: (any ResultLogger)?
  private var forAll: (any ResultLogger)?
  private var byType: [ExactText: any ResultLogger] = [:]

  private init() {}

  /// - Parameters:
  ///   - slug: for all types that `byType` does not name; nil for none.
  ///   - loggers: the application's own, by slug, beside `standard`.
  /// - Throws: `InvalidInput` for a slug that nobody has: found out here, not after the effect.
  public init(
    _ slug: String?, byType: [ExactText: String] = [:], loggers: [String: any ResultLogger] = [:]
  ) throws(InvalidInput) {
    let known = Self.standard.merging(loggers) { _, own in own }
    forAll = try slug.map { slug throws(InvalidInput) in try Self.logger(slug, known) }
    for (type, slug) in byType { self.byType[type] = try Self.logger(slug, known) }
  }

  /// This one, whatever the types have themselves.
  public init(_ logger: any ResultLogger) { always = logger }

  /// - Parameter own: the type's own logger.
  func rows(
    for result: TriggerResult?, of record: TriggerRecord, own: (any ResultLogger)? = nil, logger: Logger
  ) -> [String] {
    guard let result, let resultLogger = always ?? byType[ExactText(record.type)] ?? own ?? forAll else { return [] }
    return resultLogger.rows(for: result, of: record, logger: logger)
  }

  private static func logger(
    _ slug: String, _ known: [String: any ResultLogger]
  ) throws(InvalidInput) -> any ResultLogger {
    guard let logger = known[slug] else {
      throw InvalidInput(
        "There is no result logger \"\(slug)\"; there are \(known.keys.sorted().joined(separator: ", ")).")
    }
    return logger
  }
}
