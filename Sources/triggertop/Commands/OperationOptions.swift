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

  @Option(help: "At most so many, lowest ids first.")
  var limit: Int?

  func validate() throws {
    if terms.isEmpty { throw ValidationError("Name the triggers: ids, or a filter such as state:failed.") }
    if try ids() == nil { _ = try filter() }
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
