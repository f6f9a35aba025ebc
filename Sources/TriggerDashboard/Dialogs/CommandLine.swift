import TriggerCore

/// The command lines that dialogs offer to copy.
enum CommandLine {
  /// More would not fit on a clipboard that is reached through the terminal.
  private static let mostIDs = 2_000

  /// - Returns: nil where there is nothing to do, too much of it, or no address of the queue.
  static func line(for operation: Operation, _ ids: [TriggerID], in context: ScreenContext) -> String? {
    guard !ids.isEmpty, ids.count <= mostIDs else { return nil }
    return switch operation {
    case .retry(let keepTries):
      line(operation.verb, options: keepTries ? ["--keep-tries"] : [], ids.map(String.init), in: context)
    case .reschedule(let time):
      line(operation.verb, options: ["--to", text(time)], ids.map(String.init), in: context)
    case .delete: line(operation.verb, ids.map(String.init), in: context)
    case .undo(let action): line(operation.verb, ["\(action)"], in: context)
    }
  }

  /// - Returns: nil where the queue has no address: the line would mean another.
  static func line(
    _ subcommand: String, options: [String] = [], _ operands: [String], in context: ScreenContext
  ) -> String? {
    context.databaseArgument.map { line(subcommand, options: options, operands, database: $0) }
  }

  static func line(
    _ subcommand: String, options: [String] = [], _ operands: [String], database: String
  ) -> String {
    (["triggertop", subcommand] + options + ["--database", database] + operands).map(quoted).joined(separator: " ")
  }

  /// As `ScheduleTimeParser` reads it.
  private static func text(_ time: ScheduleTime) -> String {
    switch time {
    case .at(let instant): instant.iso8601
    case .fromNow(let duration): "+\(duration.components.seconds)s"
    case .fromDue(let duration):
      "due\(duration < .zero ? "-" : "+")\(duration.components.seconds.magnitude)s"
    case .clear: "none"
    }
  }

  /// For a POSIX shell.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "+-_./:@=,".unicodeScalars.contains($0))
    }
    return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
