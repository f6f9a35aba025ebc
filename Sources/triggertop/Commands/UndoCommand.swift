import ArgumentParser
import TerminalUI
import TriggerCore
import TriggerDashboard

/// `triggertop undo [ACTION]`: lists what operators did; takes the action back that is named.
struct UndoCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "List what operators did; with an action's number, take it back.",
    discussion: """
      Retries, reschedulings, edits and deletions are taken back by the journal. A trigger that is not as the action \
      left it is left alone. A deleted trigger comes back with its data, results and attempts.
      """)

  private static let mostDetails = 20

  @Argument(help: ArgumentHelp("The action that is to be taken back.", valueName: "action"))
  var action: JournaledAction.ID?

  @OptionGroup var options: ConfigurationOptions

  @Flag(name: [.long, .customShort("n")], help: "With an action: only say what would be taken back.")
  var dryRun = false

  @Flag(name: [.long, .customShort("y")], help: "Do not ask.")
  var yes = false

  @Flag(help: "One JSON object a line.")
  var json = false

  @Option(help: "List at most so many actions.")
  var limit = 20

  func validate() throws {
    guard (1...100_000).contains(limit) else {
      throw ValidationError("--limit must be from 1 to 100000, not \(limit).")
    }
  }

  func execute() async throws -> ExitStatus {
    let isReading = action == nil || dryRun
    let queue = try await QueueOpener(options.configuration()).open(isReading ? .reading : .writing)
    if let refusal = queue.facts.sideTablesRefusal { throw Failure(.notPermitted, refusal) }
    guard let journal = queue.store as? any TriggerJournal, queue.facts.sideTables != nil else {
      throw Failure(
        .configuration,
        "\(queue.facts.name) keeps no journal: it has no triggertop tables; triggertop migrate makes them.")
    }
    guard let action else { return list(try await journal.actions(limit: limit)) }
    let changes = try await journal.changes(of: action)
    guard !changes.isEmpty else {
      throw Failure(
        .negative, "Action \(action) changed no trigger, or all of it was taken back; triggertop undo lists them.")
    }
    if dryRun {
      for change in changes { Console.line(change.line(json: json)) }
      return .done
    }
    let what = "undo action \(action), which changed \(counted(changes.count, "trigger")) on \(queue.facts.name)"
    try Confirmation(what, details: changes.prefix(Self.mostDetails).map { $0.line(json: false).sanitised })
      .ask(unless: yes)
    let operation = Operation.undo(action)
    return OperationOutcome(entries: try await queue.apply(operation, to: changes.map(\.target)))
      .print(of: operation, json: json)
  }

  private func list(_ actions: [JournaledAction]) -> ExitStatus {
    if json {
      for action in actions { Console.line(action.json) }
    } else {
      Console.print(TextTable(actions: actions))
    }
    return actions.isEmpty ? .negative : .done
  }
}

extension JournaledAction {
  fileprivate var json: String {
    DataValue.object([
      .init("id", .integer(id)), .init("at", .instant(at)), .init("operator", .text(by.name)),
      .init("host", .text(by.host)), .init("verb", .text(verb)), .init("changed", .integer(Int64(changed.value))),
      .init("undone", .bool(isUndone)),
    ]).json
  }
}

extension JournaledChange {
  /// `88120: {…} → {…}`, or as JSON.
  fileprivate func line(json: Bool) -> String {
    let left = deleted.map { _ in DataValue.text("deleted") } ?? value(after, dataAfter)
    let restored = value(before, dataBefore)
    guard json else { return "\(id): \(left.json) → \(restored.json)" }
    return DataValue.object([.init("id", .integer(id)), .init("now", left), .init("then", restored)]).json
  }

  private func value(_ progress: Progress?, _ data: TriggerData?) -> DataValue {
    data.map { .object($0.fields) } ?? progress?.data ?? .null
  }
}

extension TextTable {
  fileprivate init(actions: [JournaledAction]) {
    self.init([
      Column(title: "ACTION", alignment: .right, importance: 6, minimum: 6),
      Column(title: "AT", importance: 3, minimum: 20), Column(title: "BY", importance: 4, minimum: 6),
      Column(title: "WHAT", importance: 5, minimum: 6),
      Column(title: "TRIGGERS", alignment: .right, importance: 2, minimum: 8),
      Column(title: "UNDONE", importance: 1, minimum: 6),
    ])
    for action in actions {
      let count = (action.changed.exactness == .exact ? "" : "≥ ") + "\(action.changed.value)"
      append([
        "\(action.id)", action.at.iso8601, "\(action.by.name)@\(action.by.host)", action.verb, count,
        action.isUndone ? "yes" : "",
      ])
    }
  }
}
