import ArgumentParser
import TerminalUI
import TriggerCore
import TriggerDashboard

/// `triggertop edit ID FIELD=VALUE …`: changes a trigger's data.
struct EditCommand: AsyncSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Change a trigger's data.",
    discussion: """
      Each value is read as its column's type asks, or, in a payload, as the type of the present value. Nothing is \
      written unless all values fit and the data is as it was read.
      """)

  @Argument(help: ArgumentHelp("The trigger.", valueName: "id"))
  var id: TriggerID

  @Argument(help: ArgumentHelp("A field and its new value.", valueName: "field=value"))
  var assignments: [String] = []

  @Option(help: ArgumentHelp("A field that is to have no value.", valueName: "field"))
  var clear: [String] = []

  @OptionGroup var options: ConfigurationOptions

  @Flag(name: [.long, .customShort("n")], help: "Only say what would be changed.")
  var dryRun = false

  @Flag(name: [.long, .customShort("y")], help: "Do not ask.")
  var yes = false

  func validate() throws {
    if assignments.isEmpty, clear.isEmpty { throw ValidationError("Name what is to be changed: amount=6.") }
    for assignment in assignments where !assignment.dropFirst().contains("=") {
      throw ValidationError("\"\(assignment)\" changes nothing; write field=value, or --clear field.")
    }
  }

  func execute() async throws -> ExitStatus {
    let queue = try await QueueOpener(options.configuration()).open(dryRun ? .reading : .writing)
    guard let editing = queue.store as? any TriggerEditing, let detail = try await queue.store.detail(of: id, now: nil)
    else { throw Failure(.negative, "There is no trigger \(id) in \(queue.facts.name).") }
    if let problem = detail.dataProblem {
      throw Failure(.notPermitted, "The data of trigger \(id) can't be edited: \(problem).")
    }
    guard let data = detail.data else { throw Failure(.negative, "Trigger \(id) has no data.") }
    let edit = DataEdit(Target(detail.row.record), seen: data, changes: changes)
    if let unknown = changes.first(where: { data[$0.name] == nil }) {
      throw StoreError.refused(
        "There is no field \(unknown.name) in the data; it has \(data.fields.map(\.name).joined(separator: ", ")).")
    }
    let lines = changes.map { "\($0.name): \((data[$0.name] ?? .null).plain) → \($0.value.plain)".sanitised }
    if dryRun {
      lines.forEach(Console.line)
      return .done
    }
    try Confirmation("edit trigger \(id) on \(queue.facts.name)", details: lines).ask(unless: yes)
    let result = try await queue.apply(edit, with: editing)
    let outcome = OperationOutcome(entries: [.init(id: id, result: result)])
    Console.line("edit: \(result.word)")
    for line in outcome.exceptions { Console.note(line) }
    return outcome.status
  }

  private var changes: [TriggerData.Field] {
    assignments.compactMap { assignment in
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return parts.count == 2 ? .init(String(parts[0]), .text(String(parts[1]))) : nil
    } + clear.map { .init($0, .null) }
  }
}
