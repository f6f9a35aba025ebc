import ArgumentParser
import TriggerCore

/// What retry, reschedule and delete have in common: which triggers, and how sure the user is.
struct OperationOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Ids, or a filter such as state:failed type:pay_bill.", valueName: "id or filter"))
  var terms: [String] = []

  @OptionGroup var options: ConfigurationOptions

  @Flag(name: [.long, .customShort("n")], help: "Only say what would be done.")
  var dryRun = false

  @Flag(name: [.long, .customShort("y")], help: "Do not ask.")
  var yes = false

  @Flag(help: "One JSON object a trigger.")
  var json = false

  @Option(parsing: .unconditional, help: "At most so many, lowest ids first.")
  var limit: Int?

  func validate() throws {
    // An empty variable in a script must not name the whole queue.
    if terms.isEmpty || terms.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
      throw ValidationError("Name the triggers: ids, or a filter such as state:failed; type:* is all of them.")
    }
    if let term = terms.first(where: { TriggerID($0) == nil && $0.wholeMatch(of: /[\d\s,;]+/) != nil }) {
      throw ValidationError("\"\(term)\" is no id; give ids as words of their own, such as 88120 88121.")
    }
    if try ids() == nil {
      do { _ = try filter() } catch let error as InvalidInput { throw ValidationError(error.description) }
    }
    if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more, not \(limit).") }
  }

  /// The ids named, nil where a filter was given.
  func ids() throws -> [TriggerID]? {
    let ids = terms.map(TriggerID.init)
    if ids.allSatisfy({ $0 == nil }) { return nil }
    return try zip(terms, ids).map { term, id in
      guard let id else { throw ValidationError("Give either ids or a filter, not both: \"\(term)\" is no id.") }
      return id
    }
  }

  /// A dry run is welcome where nothing may be changed.
  var purpose: QueueOpener.Purpose { dryRun ? .reading : .writing }

  func filter() throws -> TriggerFilter { try TriggerFilterParser.parse(terms.joined(separator: " ")) }

  func run(_ operation: Operation, on queue: Queue) async throws -> ExitStatus {
    try await OperationRun(operation, options: self, queue: queue).run()
  }
}
